#ifndef IMAGECO_COMPLAINT_TARGET_H_
#define IMAGECO_COMPLAINT_TARGET_H_

#include <string_view>

namespace imageco::complaint {

// Whether a gRPC target is an address of this machine alone: 127.0.0.0/8, ::1, localhost, a Unix
// socket. No name is looked up.
bool IsLoopback(std::string_view target);

}  // namespace imageco::complaint

#endif  // IMAGECO_COMPLAINT_TARGET_H_
