#include "tests/sandbox/records_json.h"

#include <chrono>

#include "tests/sandbox/base64.h"

namespace imageco::sandbox {

using Json = nlohmann::json;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

Json ToJson(const Message& message) {
  Json headers = Json::array();
  for (const auto& [name, value] : message.headers) headers.push_back({name, value});
  return {{"number", message.number},
          {"arrival_ms", duration_cast<milliseconds>(message.arrival.time_since_epoch()).count()},
          {"connection", message.connection},
          {"kept_alive", message.kept_alive},
          {"method", message.method},
          {"path", message.path},
          {"headers", headers},
          {"raw_base64", EncodeBase64(message.body)},
          {"fields", message.fields},
          {"violations", message.violations},
          {"applied", message.applied},
          {"duplicate", message.duplicate},
          {"fault", message.fault},
          {"answer_base64", EncodeBase64(message.answer)}};
}

Json ToJson(const Complaint& complaint) {
  const bool is_pending = complaint.state == ComplaintState::kPending;
  return {{"complaint_id", complaint.complaint_id},
          {"seller_account", complaint.seller_account},
          {"text", complaint.text},
          {"state", is_pending ? "待处理" : "处理中"},
          {"replies", complaint.replies}};
}

Json ToJson(const FaultStatus& fault) {
  return {{"id", fault.id}, {"name", fault.name}, {"times", fault.times}, {"fired", fault.fired}};
}

Json ToJson(const Counts& counts) {
  return {{"received", counts.received},     {"applied", counts.applied},
          {"rejected", counts.rejected},     {"partial", counts.partial},
          {"duplicates", counts.duplicates}, {"connections", counts.connections}};
}

Json ToJson(const Check& check) {
  return {{"rule", check.rule},
          {"field", check.field},
          {"expected", check.expected},
          {"broken", check.broken}};
}

}  // namespace imageco::sandbox
