#include "tests/clients/cpp/conformance/stage.h"

#include <curl/curl.h>

#include <memory>
#include <stdexcept>

namespace imageco::complaint::conformance {
namespace {

using nlohmann::json;

size_t Append(char* bytes, size_t size, size_t count, void* text) {
  static_cast<std::string*>(text)->append(bytes, size * count);
  return size * count;
}

Transport TransportTo(const json& server) {
  if (!server.contains("ca_file")) return Plaintext();
  Tls tls;
  tls.ca = Pem::File(server["ca_file"]);
  if (server.contains("certificate_file")) tls.certificate = Pem::File(server["certificate_file"]);
  if (server.contains("private_key_file")) tls.private_key = Pem::File(server["private_key_file"]);
  tls.server_name = server.value("server_name", "");
  return tls;
}

}  // namespace

Client Stage::ClientOf(const std::string& server, bool retries) {
  const auto found = clients_.find({server, retries});
  if (found != clients_.end()) return found->second;
  const json& described = description_.at("servers").at(server);
  ClientOptions options;
  options.retries = retries;
  if (described.contains("token")) options.token = Token::Text(described["token"]);
  const Client client =
      Client::Connect(described.at("address"), TransportTo(described), options).value();
  return clients_.emplace(std::pair(server, retries), client).first->second;
}

json Stage::Order(const json& order) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 curl_easy_cleanup);
  const std::string url = description_.at("control");
  const std::string body = order.dump();
  std::string answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, Append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  const CURLcode code = curl_easy_perform(curl.get());
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK && status == 200) return json::parse(answer);
  throw std::runtime_error("the stage refused " + body + ": " + curl_easy_strerror(code) + " " +
                           std::to_string(status) + " " + answer);
}

}  // namespace imageco::complaint::conformance
