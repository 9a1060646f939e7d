#include "tests/sandbox/admin_api.h"

#include <chrono>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "tests/sandbox/base64.h"
#include "tests/sandbox/fault_plan_json.h"
#include "tests/sandbox/object_reader.h"

namespace imageco::sandbox {
namespace {

using Json = nlohmann::json;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr std::int64_t kTimeoutMillisecondsMax = 3'600'000;
constexpr std::string_view kComplaintPrefix = "/complaints/";

AdminAnswer Answer(const Json& json, int status = 200) {
  return {status, json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"};
}

AdminAnswer Refuse(int status, const Faults& faults) {
  return Answer({{"faults", faults}}, status);
}

Json ToJson(const Message& message) {
  Json headers = Json::array();
  for (const auto& [name, value] : message.headers) headers.push_back({name, value});
  return {{"number", message.number},
          {"arrival_ms", duration_cast<milliseconds>(message.arrival.time_since_epoch()).count()},
          {"connection", message.connection},
          {"kept_alive", message.kept_alive},
          {"path", message.path},
          {"headers", headers},
          {"raw_base64", EncodeBase64(message.body)},
          {"fields", message.fields},
          {"violations", message.violations},
          {"applied", message.applied},
          {"duplicate", message.duplicate}};
}

Json ToJson(const Complaint& complaint) {
  const bool is_pending = complaint.state == ComplaintState::kPending;
  return {{"complaint_id", complaint.complaint_id},
          {"seller_account", complaint.seller_account},
          {"state", is_pending ? "待处理" : "处理中"},
          {"replies", complaint.replies}};
}

Json ToJson(const FaultStatus& fault) {
  return {{"id", fault.id}, {"times", fault.times}, {"fired", fault.fired}};
}

Json ToJson(const Counts& counts) {
  return {{"received", counts.received},     {"applied", counts.applied},
          {"rejected", counts.rejected},     {"partial", counts.partial},
          {"duplicates", counts.duplicates}, {"connections", counts.connections}};
}

template <typename T>
AdminAnswer AnswerList(const std::vector<T>& list) {
  Json array = Json::array();
  for (const T& item : list) array.push_back(ToJson(item));
  return Answer(array);
}

AdminAnswer AddFault(Sandbox& sandbox, std::string_view body) {
  const Checked<FaultPlan> plan = ParseFaultPlan(body);
  if (!plan.value) return Refuse(400, plan.faults);
  return Answer({{"id", sandbox.AddFault(*plan.value)}});
}

AdminAnswer ClearFaults(Sandbox& sandbox) {
  sandbox.ClearFaults();
  return Answer(Json::object());
}

AdminAnswer Reset(Sandbox& sandbox) {
  sandbox.Reset();
  return Answer(Json::object());
}

AdminAnswer PutSettings(Sandbox& sandbox, std::string_view body) {
  const Checked<Json> json = ParseJson(body);
  if (!json.value) return Refuse(400, json.faults);
  Faults faults;
  ObjectReader reader(*json.value, "", faults);
  const milliseconds idle_close(reader.Integer("idle_close_ms", 0, 0, kTimeoutMillisecondsMax));
  reader.RefuseOthers();
  if (!faults.empty()) return Refuse(400, faults);
  sandbox.SetIdleClose(idle_close);
  return Answer(Json::object());
}

AdminAnswer GetComplaint(const Sandbox& sandbox, std::string_view complaint_id) {
  const std::optional<Complaint> complaint = sandbox.complaint(complaint_id);
  if (!complaint) return Refuse(404, {"complaint_id: not known"});
  return Answer(ToJson(*complaint));
}

std::optional<AdminAnswer> Get(const Sandbox& sandbox, std::string_view target) {
  if (target == "/faults") return AnswerList(sandbox.faults());
  if (target == "/messages") return AnswerList(sandbox.messages());
  if (target == "/complaints") return AnswerList(sandbox.complaints());
  if (target == "/counts") return Answer(ToJson(sandbox.counts()));
  if (!target.starts_with(kComplaintPrefix)) return std::nullopt;
  return GetComplaint(sandbox, target.substr(kComplaintPrefix.size()));
}

}  // namespace

AdminAnswer HandleAdmin(Sandbox& sandbox, std::string_view method, std::string_view target,
                        std::string_view body) {
  if (method == "POST" && target == "/faults") return AddFault(sandbox, body);
  if (method == "DELETE" && target == "/faults") return ClearFaults(sandbox);
  if (method == "PUT" && target == "/settings") return PutSettings(sandbox, body);
  if (method == "POST" && target == "/reset") return Reset(sandbox);
  std::optional<AdminAnswer> answer;
  if (method == "GET") answer = Get(sandbox, target);
  if (answer) return *std::move(answer);
  return Refuse(404, {std::string(method) + " " + std::string(target) + ": not known"});
}

}  // namespace imageco::sandbox
