#ifndef IMAGECO_SERVER_CONFIG_IDENTIFIER_CHECK_H_
#define IMAGECO_SERVER_CONFIG_IDENTIFIER_CHECK_H_

#include <string>
#include <vector>

namespace imageco::server {

// Adds a line to `faults` where `id` is none by the rule that callers' ids are held to. Control
// characters are CheckValues'; an empty one is for the caller to judge.
void CheckIdentifier(const std::string& path, const std::string& id,
                     std::vector<std::string>& faults);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_IDENTIFIER_CHECK_H_
