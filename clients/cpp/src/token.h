#ifndef IMAGECO_CLIENTS_CPP_SRC_TOKEN_H_
#define IMAGECO_CLIENTS_CPP_SRC_TOKEN_H_

#include <optional>
#include <string>

#include "imageco/complaint/error.h"
#include "imageco/complaint/result.h"
#include "imageco/complaint/transport.h"

namespace imageco::complaint {

// The token as it stands now, empty where there is none. Errors tell nothing of it.
Result<std::string> ReadToken(const Token& token);

// Why the token may not be sent there so; nothing: it may.
std::optional<Error> WhyNoToken(const Token& token, const std::string& target,
                                const Transport& transport);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_TOKEN_H_
