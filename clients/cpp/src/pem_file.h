#ifndef IMAGECO_CLIENTS_CPP_SRC_PEM_FILE_H_
#define IMAGECO_CLIENTS_CPP_SRC_PEM_FILE_H_

#include <string>

#include "imageco/complaint/result.h"
#include "imageco/complaint/transport.h"

namespace imageco::complaint {

// The text of `pem`, empty where there is none. Errors name `what` it is for.
Result<std::string> ReadPem(const Pem& pem, const std::string& what);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_PEM_FILE_H_
