#ifndef IMAGECO_CLIENTS_CPP_SRC_KEY_PAIR_H_
#define IMAGECO_CLIENTS_CPP_SRC_KEY_PAIR_H_

#include <string>

namespace imageco::complaint {

// What gRPC would tell with the first call alone, and as if no connection stood. Texts in PEM; the
// answer is empty where nothing is wrong with them, and quotes nothing of a key.
std::string WhyNoAuthority(const std::string& pem);
std::string WhyNoPair(const std::string& certificate, const std::string& private_key);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_KEY_PAIR_H_
