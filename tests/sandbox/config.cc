#include "tests/sandbox/config.h"

#include <arpa/inet.h>

#include <array>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

#include "tests/sandbox/object_reader.h"
#include "tests/sandbox/sign_scheme_json.h"

namespace imageco::sandbox {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kPortMax = 65535;
constexpr std::int64_t kMillisecondsMax = 3'600'000;
constexpr std::int64_t kMessagesMax = std::numeric_limits<std::int64_t>::max();

constexpr std::array<Named<Format>, 2> kFormats = {
    {{"json", Format::kJson}, {"xml", Format::kXml}}};

constexpr std::array<Named<MacForm>, 3> kMacForms = {{{"none", MacForm::kNone},
                                                      {"form_answer", MacForm::kFormAnswer},
                                                      {"bare_answer", MacForm::kBareAnswer}}};

// The contents of the file that a member names; empty where the member is absent.
std::string ReadFile(ObjectReader& reader, const std::string& name) {
  const std::optional<std::string> path = reader.OptionalString(name);
  if (!path) return "";
  std::ifstream file(*path, std::ios::binary);
  std::string contents{std::istreambuf_iterator<char>(file), {}};
  if (contents.empty()) reader.AddFault(name, *path + " cannot be read or is empty");
  return contents;
}

std::string ReadKey(ObjectReader& reader) {
  const std::string key = reader.String("key");
  std::string key_in_file = ReadFile(reader, "key_file");
  key_in_file.resize(key_in_file.find_last_not_of("\r\n") + 1);
  return key.empty() ? key_in_file : key;
}

Endpoint ReadEndpoint(const Json& json, const std::string& where, Faults& faults) {
  ObjectReader reader(json, where + ".", faults);
  Endpoint endpoint;
  endpoint.path = reader.String("path");
  endpoint.isspid = reader.String("isspid");
  endpoint.system_id = reader.String("system_id");
  endpoint.format = reader.Choice<Format>("format", kFormats, Format::kJson);
  endpoint.charset = ReadCharset(reader);
  endpoint.form_field = reader.String("form_field");
  endpoint.mac_form = reader.Choice<MacForm>("mac_form", kMacForms, MacForm::kNone);
  endpoint.content_type = reader.String("content_type");
  const Json sign = reader.Object("sign");
  endpoint.sign = ReadSignScheme(ObjectReader(sign, where + ".sign.", faults));
  endpoint.key = ReadKey(reader);
  reader.RefuseOthers();
  return endpoint;
}

KnownComplaint ReadComplaint(const Json& json, const std::string& where, Faults& faults) {
  ObjectReader reader(json, where + ".", faults);
  KnownComplaint complaint{reader.String("complaint_id"), reader.String("seller_account"),
                           reader.String("text")};
  reader.RefuseOthers();
  return complaint;
}

template <typename T>
std::vector<T> ReadList(ObjectReader& reader, const std::string& name, Faults& faults,
                        T (*read)(const Json&, const std::string&, Faults&)) {
  std::vector<T> list;
  for (const Json& json : reader.Array(name)) {
    list.push_back(read(json, name + "[" + std::to_string(list.size()) + "]", faults));
  }
  return list;
}

std::optional<TlsConfig> ReadTls(ObjectReader& top, Faults& faults) {
  const Json tls = top.Object("tls");
  if (!top.Has("tls")) return std::nullopt;
  ObjectReader reader(tls, "tls.", faults);
  TlsConfig config;
  config.certificate_pem = ReadFile(reader, "certificate_file");
  config.key_pem = ReadFile(reader, "key_file");
  config.client_ca_pem = ReadFile(reader, "client_ca_file");
  reader.RefuseOthers();
  return config;
}

std::uint16_t ReadPort(ObjectReader& reader, const std::string& name) {
  return static_cast<std::uint16_t>(reader.Integer(name, 0, 0, kPortMax));
}

Config ReadConfig(const Json& json, Faults& faults) {
  ObjectReader reader(json, "", faults);
  Config config;
  if (reader.Has("address")) config.address = reader.String("address");
  config.http_port = ReadPort(reader, "http_port");
  config.https_port = ReadPort(reader, "https_port");
  config.admin_port = ReadPort(reader, "admin_port");
  config.tls = ReadTls(reader, faults);
  config.endpoints = ReadList<Endpoint>(reader, "endpoints", faults, ReadEndpoint);
  config.complaints = ReadList<KnownComplaint>(reader, "complaints", faults, ReadComplaint);
  config.accept_any_complaint = reader.Bool("accept_any_complaint", false);
  config.idle_close =
      std::chrono::milliseconds(reader.Integer("idle_close_ms", 0, 0, kMillisecondsMax));
  const auto keep = reader.Integer("keep_messages", kMessagesMax, 0, kMessagesMax);
  if (reader.Has("keep_messages")) config.keep_messages = static_cast<std::size_t>(keep);
  reader.RefuseOthers();
  return config;
}

bool IsIpAddress(const std::string& text) {
  in6_addr address;
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

void AddEndpointFaults(const Endpoint& endpoint, const std::string& where, Faults& faults) {
  const bool is_json = endpoint.format == Format::kJson;
  const bool has_mac = endpoint.mac_form != MacForm::kNone;
  const bool wraps = endpoint.sign.key == KeyPlacement::kWrap;
  const bool must_wrap = endpoint.sign.canonical == Canonical::kKeyWrappedBody &&
                         endpoint.sign.digest == DigestKind::kMd5;
  const auto refuse_if = [&](bool wrong, const std::string& fault) {
    if (wrong) faults.push_back(where + fault);
  };
  refuse_if(!endpoint.path.starts_with('/'), ".path: must begin with /");
  refuse_if(endpoint.isspid.empty(), ".isspid: missing");
  refuse_if(endpoint.system_id.empty(), ".system_id: missing");
  refuse_if(is_json && has_mac, ".mac_form: belongs to XML");
  refuse_if(!is_json && !endpoint.form_field.empty(), ".form_field: belongs to JSON");
  refuse_if(must_wrap && !wraps, ".sign.key: must be wrap under key_wrapped_body");
  refuse_if((is_json || has_mac) && endpoint.key.empty(), ".key: missing, and no key_file");
}

}  // namespace

Faults ConfigFaults(const Config& config) {
  Faults faults;
  if (!IsIpAddress(config.address)) faults.emplace_back("address: is no IP address");
  std::set<std::string> paths;
  if (config.endpoints.empty()) faults.emplace_back("endpoints: there are none");
  for (std::size_t i = 0; i < config.endpoints.size(); ++i) {
    const std::string where = "endpoints[" + std::to_string(i) + "]";
    AddEndpointFaults(config.endpoints[i], where, faults);
    const bool is_new = paths.insert(config.endpoints[i].path).second;
    if (!is_new) faults.push_back(where + ".path: another endpoint has it");
  }
  if (config.complaints.empty() && !config.accept_any_complaint) {
    faults.emplace_back("complaints: there are none, and accept_any_complaint is false");
  }
  if (config.tls && (config.tls->certificate_pem.empty() || config.tls->key_pem.empty())) {
    faults.emplace_back("tls: needs both certificate_file and key_file");
  }
  return faults;
}

Checked<Config> ParseConfig(std::string_view text) {
  const Checked<Json> json = ParseJson(text);
  if (!json.value) return Refused<Config>(json.faults[0]);
  Faults faults;
  Config config = ReadConfig(*json.value, faults);
  const Faults more = ConfigFaults(config);
  faults.insert(faults.end(), more.begin(), more.end());
  if (!faults.empty()) return {std::nullopt, std::move(faults)};
  return {std::move(config), {}};
}

}  // namespace imageco::sandbox
