#ifndef IMAGECO_CLIENTS_CPP_SRC_FILE_H_
#define IMAGECO_CLIENTS_CPP_SRC_FILE_H_

#include <string>

#include "imageco/complaint/result.h"

namespace imageco::complaint {

// The bytes of a file. Errors name `what` it is for, and the path.
Result<std::string> ReadFile(const std::string& path, const std::string& what);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_FILE_H_
