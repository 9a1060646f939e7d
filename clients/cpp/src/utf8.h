#ifndef IMAGECO_CLIENTS_CPP_SRC_UTF8_H_
#define IMAGECO_CLIENTS_CPP_SRC_UTF8_H_

#include <string_view>

namespace imageco::complaint {

// Whether gRPC can carry the text: protobuf refuses on arrival, and without a reason, what is not
// UTF-8, such as a text in GBK.
bool IsUtf8(std::string_view text);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_UTF8_H_
