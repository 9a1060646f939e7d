#ifndef IMAGECO_CLIENTS_CPP_SRC_LOCAL_ERROR_H_
#define IMAGECO_CLIENTS_CPP_SRC_LOCAL_ERROR_H_

#include <string>
#include <utility>

#include "imageco/complaint/error.h"

namespace imageco::complaint {

// A call that never left this process.
inline Error LocalError(Code code, std::string message) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  error.sent = Sent::kNothing;
  return error;
}

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_LOCAL_ERROR_H_
