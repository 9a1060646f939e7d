#ifndef IMAGECO_TESTS_CLIENTS_CPP_CONFORMANCE_JSON_FORM_H_
#define IMAGECO_TESTS_CLIENTS_CPP_CONFORMANCE_JSON_FORM_H_

#include <nlohmann/json.hpp>

#include "imageco/complaint/admin.h"
#include "imageco/complaint/reply.h"

namespace imageco::complaint::conformance {

// Between the client's types and proto3's JSON, as far as the cases go.

ReplyRequest ToReplyRequest(const nlohmann::json& json);
SettleReplyRequest ToSettleReplyRequest(const nlohmann::json& json);

nlohmann::json ToJson(const ReplyResponse& response);
nlohmann::json ToJson(const ReplyRecord& record);

// Whether `whole` holds everything that `part` names, recursively.
bool Contains(const nlohmann::json& whole, const nlohmann::json& part);

}  // namespace imageco::complaint::conformance

#endif  // IMAGECO_TESTS_CLIENTS_CPP_CONFORMANCE_JSON_FORM_H_
