#include "tests/sandbox/fault_plan_json.h"

#include <array>
#include <cstdint>
#include <utility>

#include "tests/sandbox/base64.h"
#include "tests/sandbox/object_reader.h"

namespace imageco::sandbox {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kNumberMax = 1'000'000'000;

constexpr std::array<Named<ConnectionAge>, 3> kAges = {{{"any", ConnectionAge::kAny},
                                                        {"fresh", ConnectionAge::kFresh},
                                                        {"kept_alive", ConnectionAge::kKeptAlive}}};

constexpr std::array<Named<BodyKind>, 4> kBodies = {{{"gateway", BodyKind::kGateway},
                                                     {"none", BodyKind::kNone},
                                                     {"html", BodyKind::kHtml},
                                                     {"garbage", BodyKind::kGarbage}}};

constexpr std::array<Named<ConnectionEnd>, 3> kEnds = {{{"close", ConnectionEnd::kClose},
                                                        {"reset", ConnectionEnd::kReset},
                                                        {"hang", ConnectionEnd::kHang}}};

constexpr std::array<Named<FaultPoint>, 4> kPoints = {{{"accept", FaultPoint::kAccept},
                                                       {"request_byte", FaultPoint::kRequestByte},
                                                       {"after_request", FaultPoint::kAfterRequest},
                                                       {"answer_byte", FaultPoint::kAnswerByte}}};

FaultMatch ReadMatch(const Json& json, Faults& faults) {
  ObjectReader reader(json, "match.", faults);
  FaultMatch match;
  match.path = reader.OptionalString("path");
  match.transaction_id = reader.OptionalString("transaction_id");
  match.connection = reader.Choice<ConnectionAge>("connection", kAges, ConnectionAge::kAny);
  reader.RefuseOthers();
  return match;
}

Headers ReadHeaders(const Json& json, Faults& faults) {
  ObjectReader reader(json, "headers.", faults);
  Headers headers;
  for (const auto& [name, value] : json.items()) headers.emplace_back(name, reader.String(name));
  return headers;
}

void ReadBody(ObjectReader& reader, AnswerFault& answer) {
  answer.body = reader.Choice<BodyKind>("body", kBodies, BodyKind::kGateway);
  const std::optional<std::string> base64 = reader.OptionalString("body_base64");
  if (!base64) return;
  const std::optional<std::string> raw = DecodeBase64(*base64);
  if (!raw) reader.AddFault("body_base64", "is not base64");
  answer.body = BodyKind::kRaw;
  answer.raw_body = raw.value_or("");
}

AnswerFault ReadAnswer(ObjectReader& reader, Faults& faults) {
  AnswerFault answer;
  answer.http_status = static_cast<int>(reader.Integer("http_status", 200, 200, 599));
  ReadBody(reader, answer);
  answer.headers = ReadHeaders(reader.Object("headers"), faults);
  answer.result_id = reader.OptionalString("result_id");
  answer.comment = reader.OptionalString("comment");
  answer.wrong_sign = reader.Bool("wrong_sign", false);
  answer.missing_sign = reader.Bool("missing_sign", false);
  answer.wrong_echo = reader.OptionalString("wrong_echo");
  answer.extra_nodes = reader.Bool("extra_nodes", false);
  const std::int64_t body_bytes = reader.Integer("body_bytes", 0, 0, kNumberMax);
  if (reader.Has("body_bytes")) answer.body_bytes = static_cast<std::size_t>(body_bytes);
  return answer;
}

ConnectionFault ReadConnection(const Json& json, Faults& faults) {
  ObjectReader reader(json, "connection.", faults);
  ConnectionFault fault;
  fault.end = reader.Choice<ConnectionEnd>("end", kEnds, fault.end);
  fault.at = reader.Choice<FaultPoint>("at", kPoints, fault.at);
  fault.byte = static_cast<std::size_t>(reader.Integer("byte", 0, 0, kNumberMax));
  fault.close_notify = reader.Bool("close_notify", true);
  reader.RefuseOthers();
  return fault;
}

FaultPlan ReadPlan(const Json& json, Faults& faults) {
  ObjectReader reader(json, "", faults);
  FaultPlan plan;
  plan.name = reader.String("name");
  plan.match = ReadMatch(reader.Object("match"), faults);
  plan.times = static_cast<int>(reader.Integer("times", 1, 0, kNumberMax));
  plan.latency = std::chrono::milliseconds(reader.Integer("latency_ms", 0, 0, kNumberMax));
  plan.answer = ReadAnswer(reader, faults);
  const Json connection = reader.Object("connection");
  if (reader.Has("connection")) plan.connection = ReadConnection(connection, faults);
  plan.apply = reader.Bool("apply", true);
  reader.RefuseOthers();
  return plan;
}

}  // namespace

Checked<FaultPlan> ParseFaultPlan(std::string_view text) {
  const Checked<Json> json = ParseJson(text);
  if (!json.value) return Refused<FaultPlan>(json.faults[0]);
  Faults faults;
  FaultPlan plan = ReadPlan(*json.value, faults);
  if (plan.name.empty()) plan.name = text;
  const Faults more = FaultPlanFaults(plan);
  faults.insert(faults.end(), more.begin(), more.end());
  if (!faults.empty()) return {std::nullopt, std::move(faults)};
  return {std::move(plan), {}};
}

}  // namespace imageco::sandbox
