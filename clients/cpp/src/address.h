#ifndef IMAGECO_CLIENTS_CPP_SRC_ADDRESS_H_
#define IMAGECO_CLIENTS_CPP_SRC_ADDRESS_H_

#include <string>
#include <string_view>

namespace imageco::complaint {

// What is wrong with a gRPC target by its looks, in the words of every client; empty: nothing. Only
// what is, or may be, a host and a port is looked at: any other scheme than "dns" is gRPC's affair.
std::string WhyNoAddress(std::string_view target);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_ADDRESS_H_
