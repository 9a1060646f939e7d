#include "tests/sandbox/test_messages.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/sandbox/form.h"
#include "tests/sandbox/signature.h"

namespace imageco::sandbox {
namespace {

Endpoint SampleEndpoint(const std::string& path) {
  Endpoint endpoint;
  endpoint.path = path;
  endpoint.isspid = "39493002";
  endpoint.system_id = "8888";
  endpoint.key = kTestKey;
  return endpoint;
}

Headers RequestHeaders(const Endpoint& endpoint, const std::string& body) {
  return {{"Host", "127.0.0.1"},
          {"Accept", "*/*"},
          {"Content-Type", endpoint.ExpectedContentType()},
          {"Content-Length", std::to_string(body.size())}};
}

}  // namespace

std::string ReadVector(const std::string& name) {
  std::ifstream file(std::string(TEST_VECTORS_DIR) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Endpoint JsonEndpoint() { return SampleEndpoint("/json"); }

Endpoint XmlEndpoint() {
  Endpoint endpoint = SampleEndpoint("/xml");
  endpoint.format = Format::kXml;
  return endpoint;
}

Endpoint MacFormEndpoint() {
  Endpoint endpoint = SampleEndpoint("/mac");
  endpoint.format = Format::kXml;
  endpoint.mac_form = MacForm::kFormAnswer;
  return endpoint;
}

Config TestConfig() {
  Config config;
  config.endpoints = {JsonEndpoint(), XmlEndpoint(), MacFormEndpoint()};
  config.complaints = {{"200201820200101080076610000", "66660000000000001"}};
  return config;
}

Members SampleMembers() {
  return {{"request_type", "risk_complaints_resp_request"},
          {"isspid", "39493002"},
          {"transaction_id", "resp202406170000000001"},
          {"system_id", "8888"},
          {"seller_account", "66660000000000001"},
          {"complaint_id", "200201820200101080076610000"},
          {"response_content", "已与用户沟通解决"},
          {"response_images", "file752398_7983424|file752399_7983425"},
          {"jump_url", "https://www.xxx.com/aaaa"},
          {"jump_url_text", "查看订单详情"}};
}

Members With(Members members, const std::string& name, const std::string& value) {
  const auto found = std::ranges::find(members, name, &Members::value_type::first);
  if (found != members.end()) {
    found->second = value;
  } else {
    members.emplace_back(name, value);
  }
  return members;
}

Members Without(Members members, const std::string& name) {
  std::erase_if(members, [&](const auto& member) { return member.first == name; });
  return members;
}

std::string SignAnew(const Endpoint& endpoint, const std::string& unsigned_json) {
  const std::string sign = Sign(endpoint.sign, endpoint.key, unsigned_json).value_or("");
  return unsigned_json.substr(0, unsigned_json.size() - 1) + ",\"sign\":\"" + sign + "\"}";
}

std::string SignedJson(const Endpoint& endpoint, const Members& members) {
  std::string json;
  for (const auto& [name, value] : members) {
    json += json.empty() ? "{" : ",";
    json += nlohmann::json(name).dump() + ":" + nlohmann::json(value).dump();
  }
  const std::string bytes = SignAnew(endpoint, json + "}");
  return EncodeText(bytes, endpoint.charset).value_or("");
}

std::string Characters(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "复";
  return text;
}

AnswerFields SampleAnswerFields() {
  AnswerFields fields;
  fields.isspid = "39493002";
  fields.transaction_id = "resp202406170000000001";
  fields.seller_account = "66660000000000001";
  fields.complaint_id = "200201820200101080076610000";
  fields.result_id = "0000";
  fields.comment = "回复成功";
  return fields;
}

std::string SampleJson() {
  const std::string sample = ReadVector("samples/request.json");
  return SignAnew(JsonEndpoint(), sample.substr(0, sample.find(",\"sign\"")) + "}");
}

std::string SampleXml() { return ReadVector("samples/request.xml"); }

std::string SampleMacForm() {
  return "xml=" + PercentEncode(SampleXml()) + "&mac=" + Mac(kTestKey, SampleXml());
}

HttpRequest Request(const Endpoint& endpoint, const std::string& body) {
  return {"POST", endpoint.path, RequestHeaders(endpoint, body), body};
}

std::string RequestBytes(const Endpoint& endpoint, const std::string& body) {
  std::string bytes = "POST " + endpoint.path + " HTTP/1.1\r\n";
  for (const auto& [name, value] : RequestHeaders(endpoint, body)) {
    bytes.append(name).append(": ").append(value).append("\r\n");
  }
  return bytes + "\r\n" + body;
}

}  // namespace imageco::sandbox
