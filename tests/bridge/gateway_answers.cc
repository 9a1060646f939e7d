#include "tests/bridge/gateway_answers.h"

#include <cstdio>
#include <cstdlib>
#include <map>

#include "bridge/gateway/codec/json_codec.h"
#include "tests/bridge/gateway/openssl_digest.h"

namespace imageco::bridge::gateway {
namespace {

constexpr int kHttpOk = 200;
constexpr int kHttpTooManyRequests = 429;

// Spec section 2, sorted_pairs. `pairs` holds values as they are signed.
std::string SignOf(const std::map<std::string, std::string>& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs) text += name + "=" + value + "&";
  return Upper(Md5Lower(text + "key=" + kGatewayKey));
}

TransportResult Answered(int status, std::string body) {
  TransportResult result;
  result.sent = Sent::kAnswered;
  result.http_status = status;
  result.body = std::move(body);
  return result;
}

}  // namespace

std::string MemberOf(const std::string& message, const std::string& name) {
  const absl::StatusOr<Node> root = ReadJson(message);
  if (root.ok()) {
    for (const Node& member : root->children) {
      if (member.name == name) return member.text;
    }
  }
  std::fprintf(stderr, "no %s in %s\n", name.c_str(), message.c_str());
  std::abort();
}

TransportResult AnswerTo(const std::string& message, const std::string& result_id,
                         const std::string& comment) {
  std::map<std::string, std::string> members;
  for (const char* name : {"isspid", "transaction_id", "seller_account", "complaint_id"}) {
    members[name] = MemberOf(message, name);
  }
  members["response_type"] = "risk_complaints_resp_response";
  std::string json = "{";
  for (const auto& [name, value] : members) json += "\"" + name + "\":\"" + value + "\",";
  const std::string result = R"({"id":")" + result_id + R"(","comment":")" + comment + "\"}";
  members["result"] = result;
  json += "\"result\":" + result + ",\"sign\":\"" + SignOf(members) + "\"}";
  return Answered(kHttpOk, json);
}

TransportResult Success(const std::string& message) {
  return AnswerTo(message, "0000", "回复成功");
}

TransportResult Forged(const std::string& message) {
  TransportResult result = Success(message);
  char& last_digit = result.body[result.body.size() - 3];
  last_digit = last_digit == '0' ? '1' : '0';
  return result;
}

TransportResult HttpStatus(int status) { return Answered(status, "<html></html>"); }

TransportResult Unreachable() {
  TransportResult result;
  result.sent = Sent::kNothing;
  result.error = "connection refused";
  return result;
}

TransportResult ConnectionLost() {
  TransportResult result;
  result.sent = Sent::kPerhaps;
  result.error = "connection reset";
  return result;
}

bool TookNothing(const TransportResult& result) {
  return result.sent == Sent::kNothing || result.http_status == kHttpTooManyRequests;
}

}  // namespace imageco::bridge::gateway
