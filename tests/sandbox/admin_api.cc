#include "tests/sandbox/admin_api.h"

#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "tests/sandbox/fault_plan_json.h"
#include "tests/sandbox/object_reader.h"
#include "tests/sandbox/page.h"
#include "tests/sandbox/records_json.h"

namespace imageco::sandbox {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr std::int64_t kTimeoutMillisecondsMax = 3'600'000;
constexpr std::size_t kViewMost = 100;
constexpr std::string_view kComplaintPrefix = "/complaints/";
constexpr std::string_view kFaultPrefix = "/faults/";
constexpr std::string_view kViewPrefix = "/view?after=";

// The number that `text` is; nullopt for anything else.
template <typename T>
std::optional<T> Number(std::string_view text) {
  T number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole ? std::optional(number) : std::nullopt;
}

AdminAnswer Answer(const Json& json, int status = 200) {
  return {status, json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"};
}

AdminAnswer Refuse(int status, const Faults& faults) {
  return Answer({{"faults", faults}}, status);
}

AdminAnswer AddFault(Sandbox& sandbox, std::string_view body) {
  const Checked<FaultPlan> plan = ParseFaultPlan(body);
  if (!plan.value) return Refuse(400, plan.faults);
  return Answer({{"id", sandbox.AddFault(*plan.value)}});
}

AdminAnswer RemoveFault(Sandbox& sandbox, std::string_view id) {
  const std::optional<int> number = Number<int>(id);
  if (!number || !sandbox.RemoveFault(*number)) return Refuse(404, {"fault: not known"});
  return Answer(Json::object());
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

// All that the page shows, its messages with every rule that they were held to.
AdminAnswer GetView(const Sandbox& sandbox, std::string_view after) {
  const std::optional<std::uint64_t> number = Number<std::uint64_t>(after);
  if (!number) return Refuse(400, {"after: must be the number of a message, or 0"});
  const Snapshot snapshot = sandbox.Look(*number, kViewMost);
  Json messages = Json::array();
  for (const Message& message : snapshot.messages) {
    messages.push_back(ToJson(message));
    messages.back()["checks"] = ListToJson(sandbox.Judge(message).checks());
  }
  return Answer({{"epoch", snapshot.epoch},
                 {"counts", ToJson(snapshot.counts)},
                 {"complaints", ListToJson(snapshot.complaints)},
                 {"messages", messages},
                 {"faults", ListToJson(sandbox.faults())}});
}

std::optional<AdminAnswer> Get(const Sandbox& sandbox, std::string_view target) {
  if (target == "/faults") return Answer(ListToJson(sandbox.faults()));
  if (target == "/messages") return Answer(ListToJson(sandbox.messages()));
  if (target == "/complaints") return Answer(ListToJson(sandbox.complaints()));
  if (target == "/counts") return Answer(ToJson(sandbox.counts()));
  if (target.starts_with(kViewPrefix)) return GetView(sandbox, target.substr(kViewPrefix.size()));
  if (!target.starts_with(kComplaintPrefix)) return FindPageFile(target);
  return GetComplaint(sandbox, target.substr(kComplaintPrefix.size()));
}

}  // namespace

AdminAnswer HandleAdmin(Sandbox& sandbox, std::string_view method, std::string_view target,
                        std::string_view body) {
  if (method == "POST" && target == "/faults") return AddFault(sandbox, body);
  if (method == "DELETE" && target == "/faults") return ClearFaults(sandbox);
  if (method == "DELETE" && target.starts_with(kFaultPrefix)) {
    return RemoveFault(sandbox, target.substr(kFaultPrefix.size()));
  }
  if (method == "PUT" && target == "/settings") return PutSettings(sandbox, body);
  if (method == "POST" && target == "/reset") return Reset(sandbox);
  std::optional<AdminAnswer> answer;
  if (method == "GET") answer = Get(sandbox, target);
  if (answer) return *std::move(answer);
  return Refuse(404, {std::string(method) + " " + std::string(target) + ": not known"});
}

}  // namespace imageco::sandbox
