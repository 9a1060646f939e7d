#include "tests/server/config/config_rows.h"

#include <iterator>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace imageco::server {
namespace {

using Rows = std::vector<ConfigRow>;
using enum ConfigRow::Text;

// The base64 of 32 bytes.
constexpr char kPin[] = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

void Append(Rows more, Rows& rows) {
  rows.insert(rows.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

// A setting of one text: `pattern` with the value in place of "%".
struct Value {
  std::string value;  // as text format writes it
  std::string fault;
};
Rows OfOneSetting(const std::string& name, ConfigRow::Text kind, const std::string& pattern,
                  const std::vector<Value>& values) {
  Rows rows;
  for (const Value& value : values) {
    const std::string fault = value.fault.empty() ? "" : absl::StrCat(name, ": ", value.fault);
    rows.push_back({absl::StrCat(name, " = ", value.value.substr(0, 60)), kind,
                    absl::StrReplaceAll(pattern, {{"%", value.value}}), fault});
  }
  return rows;
}

// Files that cannot be read, whatever they should hold.
std::vector<Value> NoFiles() {
  return {{"missing", "cannot read $/missing: No such file or directory"},
          {"dangling", "cannot read $/dangling: No such file or directory"},
          {"loop", "cannot read $/loop: Too many levels of symbolic links"},
          {"key/below", "cannot read $/key/below: Not a directory"},
          {"folder", "cannot read $/folder: Is a directory"},
          {"folder/", "cannot read $/folder/: Is a directory"},
          {"fifo", "cannot read $/fifo: it is not a regular file"},
          {"fifo-link", "cannot read $/fifo-link: it is not a regular file"},
          {"/dev/zero", "cannot read /dev/zero: it is not a regular file"},
          {"/dev/null", "cannot read /dev/null: it is not a regular file"},
          {"large", "cannot read $/large: it is too large"},
          {R"(key\000more)", "holds a control character, U+0000 at character "},
          {std::string(300, 'x'),
           absl::StrCat("cannot read $/", std::string(300, 'x'), ": File name too long")}};
}

std::vector<Value> With(std::vector<Value> values, const std::vector<Value>& more) {
  values.insert(values.end(), more.begin(), more.end());
  return values;
}

std::vector<Value> BadAddresses() {
  constexpr char kNoPort[] = "has no port";
  constexpr char kBadPort[] = "its port is no number from 0 to 65535";
  constexpr char kBadHost[] = "its host is no name and no address";
  return {{"127.0.0.1", kNoPort},
          {"127.0.0.1:", kNoPort},
          {"[::1]", kNoPort},
          {"localhost", kNoPort},
          {":50051", "has no host"},
          {":http", kBadPort},
          {"127.0.0.1:http", kBadPort},
          {"127.0.0.1:-1", kBadPort},
          {"127.0.0.1:65536", kBadPort},
          {"127.0.0.1:999999", kBadPort},
          {"127.0.0.1:99999999999999999999", kBadPort},
          {"127.0.0.1:+1", kBadPort},
          {"127.0.0.1: 1", kBadPort},
          {"127.0.0.1:0x50", kBadPort},
          {"::1:50051", kBadHost},
          {"[::1:50051", kBadHost},
          {"[::g]:0", kBadHost},
          {"[127.0.0.1]:0", kBadHost},
          {"999.0.0.1:0", kBadHost},
          {"127.1:0", kBadHost},
          {"a host:0", kBadHost},
          {" 127.0.0.1:0", kBadHost},
          {"*:0", kBadHost},
          {"ipv4:127.0.0.1:0", kBadHost},
          {"dns:///localhost:0", kBadHost},
          {"http://127.0.0.1:0", kBadHost},
          {"unix-abstract:complaint", kBadPort},
          {"unix:", "has no path"},
          {"unix:/" + std::string(200, 'x'), "its path is longer than 107 bytes"},
          {R"(127.0.0.1:0\n)", "holds a control character, U+000A at character 12"}};
}

Rows AddressRows() {
  Rows rows = OfOneSetting("listener.address", kMerged, R"(listener { address: "%" })",
                           With(BadAddresses(), {{"127.0.0.1:0", ""},
                                                 {"localhost:0", ""},
                                                 {"0.0.0.0:0", "plaintext listens on loopback"}}));
  Append(OfOneSetting("operations_address", kMerged, R"(operations_address: "%")",
                      With(BadAddresses(), {{"0.0.0.0:0", ""}})),
         rows);
  constexpr char kSame[] = "operations_address: is where listener.address is";
  Append(
      {
          {"IPv6", kMerged, R"(listener { address: "[::1]:0" })", "", /*may_lack=*/true},
          {"Unix sockets", kMerged,
           R"(listener { address: "unix:/tmp/imageco-config-rows-1" }
              operations_address: "unix:/tmp/imageco-config-rows-2")",
           ""},
          {"the same port", kMerged,
           R"(listener { address: "127.0.0.1:50051" } operations_address: "127.0.0.1:50051")",
           kSame},
          {"the same port by a name", kMerged,
           R"(listener { address: "localhost:50051" } operations_address: "127.0.0.1:50051")",
           kSame},
          {"the same port everywhere", kMerged,
           R"(listener { address: "127.0.0.1:50051" } operations_address: "0.0.0.0:50051")", kSame},
          {"the same port with zeros", kMerged,
           R"(listener { address: "127.0.0.1:50051" } operations_address: "127.0.0.1:050051")",
           kSame},
          {"the same socket", kMerged,
           R"(listener { address: "unix:/tmp/s" } operations_address: "unix:/tmp/s")", kSame},
          {"plaintext beyond loopback", kMerged,
           R"(listener { address: "0.0.0.0:0" allow_plaintext_beyond_loopback: true })", ""},
      },
      rows);
  return rows;
}

Rows ListenerTlsRows() {
  const auto with = [](const char* certificate, const char* key, const std::string& more = "") {
    return absl::StrCat("listener { tls { certificate_file: '", certificate,
                        "' private_key_file: '", key, "' ", more, " } }");
  };
  const std::string at = "listener.tls.";
  Rows rows = {
      {"TLS", kMerged, with("cert.pem", "cert.key"), ""},
      {"TLS with a chain", kMerged, with("chain.pem", "cert.key"), ""},
      {"TLS with CRLF", kMerged, with("cert-crlf.pem", "cert.key"), ""},
      {"mTLS", kMerged, with("cert.pem", "cert.key", "client_ca_file: 'ca.pem'"), ""},
      {"TLS of nothing", kMerged, "listener { tls {} }", at + "certificate_file: is missing"},
      {"TLS without a key", kMerged, "listener { tls { certificate_file: 'cert.pem' } }",
       at + "private_key_file: is missing"},
      {"another's key", kMerged, with("cert.pem", "other.key"),
       at + "private_key_file: $/other.key is not the key of the first certificate in $/cert.pem"},
      {"a key of another kind", kMerged, with("cert.pem", "rsa.key"),
       at + "private_key_file: $/rsa.key is not the key of"},
      {"the authority's certificate first", kMerged, with("ca.pem", "cert.key"),
       at + "private_key_file: "},
      {"an encrypted key", kMerged, with("cert.pem", "encrypted.key"),
       at + "private_key_file: $/encrypted.key holds no private key in PEM, without password"},
      {"no PEM", kMerged, with("key", "cert.key"), at + "certificate_file: $/key holds no"},
      {"an empty certificate", kMerged, with("key-empty", "cert.key"), at + "certificate_file: "},
      {"a cut certificate", kMerged, with("cert-cut.pem", "cert.key"), at + "certificate_file: "},
      {"a cut chain", kMerged, with("chain-cut.pem", "cert.key"), at + "certificate_file: "},
      {"garbage", kMerged, with("garbage.pem", "cert.key"), at + "certificate_file: "},
      {"a garbage CA", kMerged, with("cert.pem", "cert.key", "client_ca_file: 'garbage.pem'"),
       at + "client_ca_file: $/garbage.pem holds no"},
  };
  for (const char* name : {"certificate_file", "private_key_file", "client_ca_file"}) {
    std::string pattern = with("cert.pem", "cert.key", "client_ca_file: 'ca.pem'");
    const size_t start = pattern.find(name) + std::string_view(name).size() + 3;
    pattern.replace(start, pattern.find('\'', start) - start, "%");
    Append(OfOneSetting(at + name, kMerged, pattern, NoFiles()), rows);
  }
  return rows;
}

Rows CallerRows() {
  const auto mtls = [](const char* callers) {
    return absl::StrCat(
        "listener { tls { certificate_file: 'cert.pem' private_key_file: 'cert.key' "
        "client_ca_file: 'ca.pem' } } ",
        callers);
  };
  return {
      {"a caller", kMerged, mtls("callers { identity: 'shop' isspids: '39493002' admin: true }"),
       ""},
      {"a caller for all", kMerged, mtls("callers { identity: 'shop' }"), ""},
      {"a caller without mTLS", kMerged, "callers { identity: 'shop' }",
       "callers[0].identity: without listener.tls.client_ca_file nobody shows one"},
      {"a caller without name", kMerged, mtls("callers { isspids: '39493002' }"),
       "callers[0].identity: is missing, and so are token and jwt"},
      {"a caller twice", kMerged, mtls("callers { identity: 'a' } callers { identity: 'a' }"),
       "callers[1].identity: stands there twice"},
      {"a caller with a line end", kMerged, mtls(R"(callers { identity: "shop\n" })"),
       "callers[0].identity: holds a control character, U+000A at character 5"},
      {"a caller with a blank", kMerged, mtls("callers { identity: ' shop' }"),
       "callers[0].identity: begins with a blank, U+0020"},
      {"a caller of no merchant", kMerged,
       mtls("callers { identity: 'a' isspids: '39493002' isspids: '39493003' }"),
       "callers[0].isspids[1]: is no merchant's isspid"},
      {"a caller of an empty merchant", kMerged, mtls("callers { identity: 'a' isspids: '' }"),
       "callers[0].isspids[0]: is no merchant's isspid"},
      {"a merchant twice", kMerged,
       mtls("callers { identity: 'a' isspids: '39493002' isspids: '39493002' }"),
       "callers[0].isspids[1]: stands there twice"},
      {"callers, and admin without them", kMerged,
       mtls("callers { identity: 'a' } allow_admin_without_identity: true"),
       "allow_admin_without_identity: is for a configuration without callers"},
      {"admin for everyone", kMerged, "allow_admin_without_identity: true", ""},
      {"a caller with accounts, methods and a rate", kMerged,
       mtls("callers { identity: 'a' seller_accounts: 's' methods: CALLER_METHOD_REPLY "
            "rate_per_second: 5 burst: 10 }"),
       ""},
      {"an account twice", kMerged,
       mtls("callers { identity: 'a' seller_accounts: 's' seller_accounts: 's' }"),
       "callers[0].seller_accounts[1]: stands there twice"},
      {"an account without name", kMerged, mtls("callers { identity: 'a' seller_accounts: '' }"),
       "callers[0].seller_accounts[0]: is empty"},
      {"accounts of an administrator", kMerged,
       mtls("callers { identity: 'a' seller_accounts: 's' admin: true }"),
       "callers[0].seller_accounts: do not go with admin: the ledger keeps none"},
      {"a method twice", kMerged,
       mtls("callers { identity: 'a' methods: CALLER_METHOD_REPLY methods: CALLER_METHOD_REPLY }"),
       "callers[0].methods[1]: stands there twice"},
      {"no method", kMerged, mtls("callers { identity: 'a' methods: CALLER_METHOD_UNSPECIFIED }"),
       "callers[0].methods[0]: is no method"},
      {"an administrator's method without admin", kMerged,
       mtls("callers { identity: 'a' methods: CALLER_METHOD_LIST_REPLIES }"),
       "callers[0].methods[0]: is for callers with admin"},
      {"a caller's rate below zero", kMerged, mtls("callers { identity: 'a' rate_per_second: -1 }"),
       "callers[0].rate_per_second: is not a rate"},
      {"a caller's burst of no rate", kMerged, mtls("callers { identity: 'a' burst: 2 }"),
       "callers[0].burst: means nothing without rate_per_second"},
      {"a caller's burst beyond all", kMerged,
       mtls("callers { identity: 'a' rate_per_second: 1 burst: 1000001 }"),
       "callers[0].burst: is more than 1000000"},
  };
}

// Callers who show tokens.
Rows TokenRows() {
  const std::string digest(64, 'a');
  const auto token = [](const std::string& settings) {
    return absl::StrCat("callers { token { ", settings, " } }");
  };
  const std::string good = absl::StrCat("name: 'shop' sha256: '", digest, "'");
  const std::string issuer = "jwt_issuers { issuer: 'i' audiences: 'a' jwks_file: 'jwks.json' } ";
  const std::string jwt = "callers { jwt { subject: 'web' } } ";
  Rows rows = {
      {"a token", kMerged, token(good), ""},
      {"a token without name", kMerged, token("sha256: '" + digest + "'"),
       "callers[0].token.name: is missing"},
      {"a token without digest", kMerged, token("name: 'shop'"),
       "callers[0].token.sha256: there is none"},
      {"a token of which the digest is none", kMerged, token("name: 'shop' sha256: 'secret'"),
       "callers[0].token.sha256[0]: is no SHA-256: want 64 hex digits, as `complaintctl token "
       "make` "
       "prints"},
      {"a token of two", kMerged,
       absl::StrCat(token(good), token("name: 'b' sha256: '" + digest + "'")),
       "callers[1].token.sha256[0]: stands there twice"},
      {"a token's name twice", kMerged,
       absl::StrCat(token(good), token("name: 'shop' sha256: '" + std::string(64, 'b') + "'")),
       "callers[1].token.name: stands there twice"},
      {"two kinds", kMerged,
       absl::StrCat("callers { token { ", good, " } jwt { subject: 'web' } } ", issuer),
       "callers[0].identity: want one of identity, token and jwt"},
      {"a JSON Web Token", kMerged, issuer + jwt, ""},
      {"of nobody", kMerged, issuer + "callers { jwt { } }", "callers[0].jwt.subject: is missing"},
      {"of a stranger", kMerged, issuer + "callers { jwt { issuer: 'j' subject: 'web' } }",
       "callers[0].jwt.issuer: is none of jwt_issuers"},
      {"of no issuer", kMerged, jwt,
       "callers[0].jwt.issuer: is missing, and jwt_issuers has not exactly one"},
      {"a JSON Web Token twice", kMerged,
       absl::StrCat(issuer, jwt, "callers { jwt { issuer: 'i' subject: 'web' } }"),
       "callers[1].jwt: stands there twice"},
      {"an issuer for nobody", kMerged, issuer,
       "jwt_issuers: mean nothing without a caller that has jwt"},
      {"an issuer without name", kMerged,
       jwt + "jwt_issuers { audiences: 'a' jwks_file: 'jwks.json' }",
       "jwt_issuers[0].issuer: is missing"},
      {"an issuer for nothing", kMerged, jwt + "jwt_issuers { issuer: 'i' jwks_file: 'jwks.json' }",
       "jwt_issuers[0].audiences: there is none"},
      {"an issuer without keys", kMerged, jwt + "jwt_issuers { issuer: 'i' audiences: 'a' }",
       "jwt_issuers[0].jwks_file: is missing"},
      {"an optional certificate for everybody", kMerged,
       "listener { tls { certificate_file: 'cert.pem' private_key_file: 'cert.key' "
       "client_ca_file: 'ca.pem' client_certificate_optional: true } }",
       "listener.tls.client_certificate_optional: without callers anybody could call"},
      {"an optional certificate that is not asked for", kMerged,
       "listener { tls { certificate_file: 'cert.pem' private_key_file: 'cert.key' "
       "client_certificate_optional: true } } " +
           token(good),
       "listener.tls.client_certificate_optional: means nothing without client_ca_file"},
      {"a revocation list of nobody", kMerged,
       "listener { tls { certificate_file: 'cert.pem' private_key_file: 'cert.key' "
       "client_crl_file: 'crl.pem' } }",
       "listener.tls.client_crl_file: means nothing without client_ca_file"},
  };
  const std::string jwks = jwt + "jwt_issuers { issuer: 'i' audiences: 'a' jwks_file: '%' }";
  std::vector<Value> no_keys = NoFiles();
  std::erase_if(no_keys, [](const Value& value) { return value.value.starts_with("folder"); });
  no_keys.push_back({"folder", "$/folder holds no key for RS256, ES256 or EdDSA"});
  Append(OfOneSetting("jwt_issuers[0].jwks_file", kMerged, jwks, no_keys), rows);
  const std::string lists =
      "listener { tls { certificate_file: 'cert.pem' private_key_file: 'cert.key' "
      "client_ca_file: 'ca.pem' client_crl_file: '%' } }";
  Append(OfOneSetting("listener.tls.client_crl_file", kMerged, lists,
                      With(NoFiles(), {{"crl.pem", ""},
                                       {"ca.pem",
                                        "$/ca.pem holds no certificate revocation list in "
                                        "PEM, or one that is cut"}})),
         rows);
  return rows;
}

Rows LimitRows() {
  constexpr char kZero[] = "is not longer than zero";
  constexpr char kNone[] = "is no duration";
  const std::vector<Value> bad = {
      {"", kZero},
      {"seconds: -1", kZero},
      {"nanos: -1", kZero},
      {"seconds: 1 nanos: -1", kNone},
      {"seconds: -1 nanos: 1", kNone},
      {"nanos: 1000000000", kNone},
      {"seconds: 315360000000", "is longer than "},
      {"seconds: 9223372036854775807", "is longer than "},
  };
  const auto of_duration = [&bad](const std::string& name, ConfigRow::Text kind,
                                  const std::string& pattern, const std::vector<Value>& more) {
    return OfOneSetting(name, kind, pattern, With(bad, more));
  };
  const auto of_merchant = [&](const char* message, const char* name,
                               const std::vector<Value>& more) {
    return of_duration(absl::StrCat("merchants[0].", message, ".", name), kMergedMerchant,
                       absl::StrCat(message, " { ", name, " { % } }"), more);
  };
  Rows rows = of_duration(
      "limits.drain_timeout", kMerged, "limits { drain_timeout { % } }",
      {{"nanos: 1", ""}, {"seconds: 86400", ""}, {"seconds: 86401", "is longer than 24h"}});
  Append(
      of_duration("limits.listener_silence_max", kMerged, "limits { listener_silence_max { % } }",
                  {{"seconds: 1", ""},
                   {"nanos: 1", "is shorter than 1s"},
                   {"seconds: 86401", "is longer"}}),
      rows);
  Append(of_duration("limits.connection_age_max", kMerged, "limits { connection_age_max { % } }",
                     {{"seconds: 1", ""}, {"nanos: 1", "is shorter than 1s"}}),
         rows);
  const std::vector<Value> day = {{"seconds: 86400", ""}, {"seconds: 86401", "is longer than 24h"}};
  const std::vector<Value> day_of_gateway = {{"seconds: 60", ""},
                                             {"seconds: 86401", "is longer than 24h"},
                                             {"nanos: 1", "is shorter than"}};
  Append(of_merchant("gateway", "exchange_timeout", day_of_gateway), rows);
  Append(of_merchant("gateway", "idle_connection_age_max", day_of_gateway), rows);
  Append(of_merchant("gateway", "connection_age_max",
                     {{"seconds: 2", ""},
                      {"seconds: 1", "is shorter than 2s"},
                      {"seconds: 86401", "is longer than 24h"}}),
         rows);
  Append(of_merchant("gateway", "connect_timeout",
                     {{"seconds: 20", ""},
                      {"seconds: 86401", "is longer than 24h"},
                      {"nanos: 1", "is shorter than 1ms"}}),
         rows);
  Append(of_merchant("results", "retry_delay", day), rows);
  Append(of_merchant("admission", "wait_max", day), rows);
  Append(of_merchant("admission", "breaker_pause", day), rows);
  Append(of_merchant("admission", "time_to_send_min",
                     {{"seconds: 3600", ""}, {"seconds: 3601", "is longer than 1h"}}),
         rows);
  Append(of_duration("ledger.memory.retention", kMerged, "ledger { memory { retention { % } } }",
                     {{"seconds: 1", ""}, {"nanos: 1", "is shorter than 1s"}}),
         rows);
  Append(of_duration("ledger.sqlite.retention", kMerged, "ledger { sqlite { retention { % } } }",
                     {{"seconds: 86400", ""}, {"seconds: 86399", "is shorter than a day"}}),
         rows);
  Append(of_duration("ledger.postgres.retention", kMerged,
                     "ledger { postgres { conninfo: 'host=/nowhere' retention { % } } }",
                     {{"seconds: 86400", ""}, {"seconds: 86399", "is shorter than a day"}}),
         rows);
  Append(of_duration("ledger.postgres.lease", kMerged,
                     "ledger { postgres { conninfo: 'host=/nowhere' lease { % } } }",
                     {{"seconds: 30", ""},
                      {"seconds: 29", "is shorter than 30s"},
                      {"seconds: 604801", "is longer than 168h"}}),
         rows);
  Append(
      {
          {"an exchange shorter than its connect", kMergedMerchant,
           "gateway { connect_timeout { seconds: 2 } exchange_timeout { seconds: 1 } }",
           "merchants[0].gateway.exchange_timeout: is shorter than connect_timeout, 2s"},
          {"an exchange shorter than the default to connect", kMergedMerchant,
           "gateway { exchange_timeout { seconds: 1 } }", ""},
          {"a connect longer than the default exchange", kMergedMerchant,
           "gateway { connect_timeout { seconds: 21 } }",
           "merchants[0].gateway.connect_timeout: is longer than exchange_timeout, 20s"},
      },
      rows);
  const auto of_count = [](const std::string& name, ConfigRow::Text kind,
                           const std::string& pattern, const std::string& most,
                           const std::string& too_many) {
    return OfOneSetting(name, kind, pattern,
                        {{"0", ""},
                         {most, ""},
                         {too_many, absl::StrCat("is more than ", most)},
                         {"4294967295", absl::StrCat("is more than ", most)}});
  };
  const auto of_merchants_count = [&](const char* message, const char* name,
                                      const std::string& most, const std::string& too_many) {
    return of_count(absl::StrCat("merchants[0].", message, ".", name), kMergedMerchant,
                    absl::StrCat(message, " { ", name, ": % }"), most, too_many);
  };
  Append(of_count("log_delivered_one_in", kMerged, "log_delivered_one_in: %", "1000000", "1000001"),
         rows);
  Append(of_count("limits.calls_max", kMerged, "limits { calls_max: % }", "1000000", "1000001"),
         rows);
  for (const char* setting :
       {"connections_max", "calls_per_identity_max", "calls_per_connection_max"}) {
    Append(of_count(absl::StrCat("limits.", setting), kMerged,
                    absl::StrCat("limits { ", setting, ": % }"), "1000000", "1000001"),
           rows);
  }
  Append(of_count("ledger.memory.records_max", kMerged, "ledger { memory { records_max: % } }",
                  "100000000", "100000001"),
         rows);
  Append(of_count("limits.request_bytes_max", kMerged, "limits { request_bytes_max: % }",
                  "16777216", "2147483648"),
         rows);
  Append(OfOneSetting("limits.request_bytes_max", kMerged, "limits { request_bytes_max: % }",
                      {{"1", "is less than 4096"}, {"4095", "is less than 4096"}, {"4096", ""}}),
         rows);
  Append(of_merchants_count("gateway", "connections_max", "10000", "10001"), rows);
  Append(of_merchants_count("gateway", "answer_bytes_max", "16777216", "2147483648"), rows);
  Append(of_merchants_count("gateway", "capture_files_max", "100000", "100001"), rows);
  Append(OfOneSetting("merchants[0].gateway.answer_bytes_max", kMergedMerchant,
                      "gateway { answer_bytes_max: % }",
                      {{"1", "is less than 1024"}, {"1023", "is less than 1024"}, {"1024", ""}}),
         rows);
  Append(of_merchants_count("admission", "concurrency_max", "100000", "100001"), rows);
  Append(of_merchants_count("admission", "waiting_max", "1000000", "1000001"), rows);
  Append(of_merchants_count("admission", "breaker_failures", "1000000", "1000001"), rows);
  return rows;
}

Rows MerchantRows() {
  Rows rows = {
      {"no merchant", kWhole, "ledger { memory {} }", "merchants: there is none"},
      {"a merchant twice", kMerged,
       "merchants { isspid: '39493002' system_id: '8888' gateway { url: 'https://g.example/' } "
       "signature { key_file: 'key' } }",
       "merchants[1].isspid: 39493002 stands there twice"},
      {"two merchants", kMerged,
       "merchants { isspid: '39493003' system_id: '8888' gateway { url: 'https://g.example/' } "
       "signature { key_file: 'key' } }",
       ""},
      {"a merchant of nothing", kMerged, "merchants {}", "merchants[1].isspid: is missing"},
      {"a merchant without system_id", kMerged,
       "merchants { isspid: '1' gateway { url: 'https://g.example/' } signature { key_file: 'key' "
       "} }",
       "merchants[1].system_id: is empty"},
      {"a merchant without url", kMerged,
       "merchants { isspid: '1' system_id: '8' signature { key_file: 'key' } }",
       "merchants[1].gateway.url: is missing"},
      {"a merchant without key", kMerged,
       "merchants { isspid: '1' system_id: '8' gateway { url: 'https://g.example/' } }",
       "merchants[1].signature.key_file: is missing"},
  };
  const std::vector<Value> no_ids = {
      {R"(12\n)", "holds a control character, U+000A at character 3"},
      {R"(1\0002)", "holds a control character, U+0000 at character 2"},
      {" 12", "begins with a blank, U+0020"},
      {"12 ", "ends with a blank, U+0020"}};
  Append(OfOneSetting("merchants[0].isspid", kMergedMerchant, R"(isspid: "%")",
                      With(no_ids, {{"1", ""},
                                    {"99999999", ""},
                                    {"999999999", "max_chars: 9 characters, at most 8"}})),
         rows);
  Append(OfOneSetting("merchants[0].system_id", kMergedMerchant, R"(system_id: "%")",
                      With(no_ids, {{"1", ""},
                                    {"9999", ""},
                                    {"99999", "longer than 4 characters"},
                                    {R"(\360\237\230\200)", "is not in GBK"}})),
         rows);
  return rows;
}

Rows GatewayRows() {
  Rows rows = OfOneSetting(
      "merchants[0].gateway.url", kMergedMerchant, R"(gateway { url: "%" })",
      {{"https://gateway.example", ""},
       {"https://gateway.example:8443/a/b?c=d", ""},
       {"HTTPS://gateway.example/", ""},
       {"https://127.0.0.1/", ""},
       {"https://[::1]/", ""},
       {"gateway.example", "want https://"},
       {"/etc/passwd", "want https://"},
       {"https:gateway.example/", "want https://"},
       {"https:/gateway.example/", "want https://"},
       {"https:///gateway.example/", "has no host"},
       {"https://", "has no host"},
       {"https://:443/", "has no host"},
       {"https://?a", "has no host"},
       {"ftp://gateway.example/", "want https://"},
       {"file:///etc/passwd", "want https://"},
       {"http://gateway.example/", "plaintext http:// needs gateway.allow_plaintext"},
       {"https://user:pw@gateway.example/", "holds a user or a password"},
       {"https://user@gateway.example/", "holds a user or a password"},
       {"https://:@gateway.example/", "holds a user or a password"},
       {"https://gateway.example:0/", "its port is no number from 1 to 65535"},
       {"https://gateway.example:/", "its port is no number from 1 to 65535"},
       {"https://gateway.example:65536/", "its port is no number from 1 to 65535"},
       {"https://gateway.example:999999/", "its port is no number from 1 to 65535"},
       {"https://gateway.example:-1/", "its port is no number from 1 to 65535"},
       {"https://gateway.example:http/", "its port is no number from 1 to 65535"},
       {"https://gateway.example/#part", "holds a fragment"},
       {"https://gateway example/", "holds what is no letter, digit or mark of a URL"},
       {"https://gateway.example/a b", "holds what is no letter, digit or mark of a URL"},
       {R"(https://gateway.example\\@other.example/)",
        "holds what is no letter, digit or mark of a URL"},
       {R"(https://\347\275\221\345\205\263.example/)",
        "holds what is no letter, digit or mark of a URL"},
       {R"(https://gateway.example/\r\nX: y)", "holds a control character, U+000D at character 25"},
       {"https://[::1/", "its host is no name and no address"},
       {"https://[::g]/", "its host is no name and no address"},
       {"https://999.0.0.1/", "its host is no name and no address"},
       {"https://gate%way.example/", "its host is no name and no address"},
       {"https://gateway..example/", "its host is no name and no address"}});
  Append(
      {
          {"plaintext that is allowed", kMergedMerchant,
           "gateway { url: 'http://gateway.example/' allow_plaintext: true }", ""},
          {"TLS settings for plaintext", kMergedMerchant,
           "gateway { url: 'http://g.example/' allow_plaintext: true tls { ca_file: 'ca.pem' } }",
           "merchants[0].gateway.tls: means nothing with http://"},
      },
      rows);
  return rows;
}

Rows GatewayTlsRows() {
  const std::string at = "merchants[0].gateway.tls.";
  const auto with = [](const char* certificate, const char* key) {
    return absl::StrCat("gateway { tls { client_certificate_file: '", certificate,
                        "' client_key_file: '", key, "' } }");
  };
  Rows rows = {
      {"a client certificate", kMergedMerchant, with("cert.pem", "cert.key"), ""},
      {"a client chain", kMergedMerchant, with("chain.pem", "cert.key"), ""},
      {"another's client key", kMergedMerchant, with("cert.pem", "other.key"),
       at + "client_key_file: $/other.key is not the key of the first certificate in $/cert.pem"},
      {"a client key of another kind", kMergedMerchant, with("cert.pem", "rsa.key"),
       at + "client_key_file: $/rsa.key is not the key of the first certificate in $/cert.pem"},
      {"an encrypted client key", kMergedMerchant, with("cert.pem", "encrypted.key"),
       at + "client_key_file: $/encrypted.key holds no private key in PEM, without password"},
      {"an empty client key", kMergedMerchant, with("cert.pem", "key-empty"),
       at + "client_key_file: $/key-empty holds no private key"},
      {"a cut client certificate", kMergedMerchant, with("cert-cut.pem", "cert.key"),
       at + "client_certificate_file: $/cert-cut.pem holds no certificate in PEM"},
      {"a client chain cut", kMergedMerchant, with("chain-cut.pem", "cert.key"),
       at + "client_certificate_file: "},
      {"no client key", kMergedMerchant, "gateway { tls { client_certificate_file: 'cert.pem' } }",
       "merchants[0].gateway.tls: client_certificate_file and client_key_file belong together"},
      {"no client certificate", kMergedMerchant, "gateway { tls { client_key_file: 'cert.key' } }",
       "merchants[0].gateway.tls: client_certificate_file and client_key_file belong together"},
      {"a gateway's CA", kMergedMerchant, "gateway { tls { ca_file: 'ca.pem' } }", ""},
      {"a gateway's CA of garbage", kMergedMerchant, "gateway { tls { ca_file: 'garbage.pem' } }",
       at + "ca_file: $/garbage.pem holds no certificate in PEM"},
      {"a gateway's CA that is empty", kMergedMerchant, "gateway { tls { ca_file: 'key-empty' } }",
       at + "ca_file: $/key-empty holds no certificate in PEM"},
      {"a gateway's CAs cut off", kMergedMerchant, "gateway { tls { ca_file: 'chain-cut.pem' } }",
       at + "ca_file: $/chain-cut.pem holds no certificate in PEM"},
  };
  Append(
      OfOneSetting(at + "ca_file", kMergedMerchant, "gateway { tls { ca_file: '%' } }", NoFiles()),
      rows);
  Append(OfOneSetting(at + "client_certificate_file", kMergedMerchant, with("%", "cert.key"),
                      NoFiles()),
         rows);
  Append(OfOneSetting(at + "client_key_file", kMergedMerchant, with("cert.pem", "%"), NoFiles()),
         rows);
  constexpr char kWant[] = "want \"sha256//\" and the base64 of 32 bytes";
  Append(OfOneSetting(at + "pinned_public_key", kMergedMerchant,
                      "gateway { tls { pinned_public_key: '%' } }",
                      {{kPin, ""},
                       {absl::StrCat(kPin, ";", kPin), ""},
                       {"cert.pem", kWant},
                       {"sha256//", kWant},
                       {"sha256//AAAA", kWant},
                       {absl::StrCat(kPin, ";"), kWant},
                       {absl::StrCat(kPin, ",", kPin), kWant},
                       {absl::StrCat("sha1//", kPin), kWant}}),
         rows);
  return rows;
}

Rows WireRows() {
  const std::string at = "merchants[0].wire.";
  Rows rows = OfOneSetting(
      at + "content_type", kMergedMerchant, R"(wire { content_type: "%" })",
      {{"text/plain; charset=utf-8", ""},
       {" ", "is no type/subtype"},
       {"json", "is no type/subtype"},
       {"application/", "is no type/subtype"},
       {"/json", "is no type/subtype"},
       {"application/json charset=utf-8", "is no type/subtype"},
       {R"(application/json\r\nX: y)", "holds a control character, U+000D at character 17"},
       {R"(application/json; charset=\303\251)", "holds what is not ASCII"}});
  Append(OfOneSetting(at + "json_form_field", kMergedMerchant, R"(wire { json_form_field: "%" })",
                      {{"data", ""},
                       {"json-data_1.0~", ""},
                       {" ", "want letters, digits and -._~"},
                       {"a=b", "want letters, digits and -._~"},
                       {"a&b", "want letters, digits and -._~"},
                       {R"(a\n)", "holds a control character, U+000A at character 2"},
                       {R"(\345\220\215)", "want letters, digits and -._~"}}),
         rows);
  Append(
      {
          {"XML", kMergedMerchant, "wire { format: FORMAT_XML }", ""},
          {"XML in a form", kMergedMerchant, "wire { format: FORMAT_XML xml_form_with_mac: true }",
           ""},
          {"GBK", kMergedMerchant,
           "wire { json_charset: CHARSET_GBK not_in_gbk: NOT_IN_GBK_ESCAPE }", ""},
          {"a JSON form of XML", kMergedMerchant,
           "wire { format: FORMAT_XML json_form_field: 'data' }",
           at + "json_form_field: is for JSON"},
          {"a charset of XML", kMergedMerchant,
           "wire { format: FORMAT_XML json_charset: CHARSET_GBK }",
           at + "json_charset: is for JSON"},
          {"a mac of JSON", kMergedMerchant, "wire { xml_form_with_mac: true }",
           at + "xml_form_with_mac: is for XML"},
      },
      rows);
  return rows;
}

Rows EnumRows() {
  Rows rows = OfOneSetting("log_severity", kMerged, "log_severity: %",
                           {{"LOG_SEVERITY_INFO", ""},
                            {"1", ""},
                            {"4", "4 is no value that it has"},
                            {"-1", "-1 is no value that it has"}});
  for (const char* field :
       {"wire.format", "wire.json_charset", "wire.not_in_gbk", "signature.canonical",
        "signature.key_placement", "signature.charset", "signature.nested", "signature.digest",
        "signature.hex_case", "signature.answer_sign"}) {
    const std::string pattern = absl::StrCat(absl::StrReplaceAll(field, {{".", " { "}}), ": % }");
    Append(OfOneSetting(absl::StrCat("merchants[0].", field), kMergedMerchant, pattern,
                        {{"99", "99 is no value that it has"}}),
           rows);
  }
  return rows;
}

Rows KeyRows(const std::string& setting) {
  return OfOneSetting("merchants[0].signature." + setting, kMergedMerchant,
                      "signature { " + setting + ": '%' }",
                      With(NoFiles(), {{"key-line-end", ""},
                                       {"key-bom", ""},
                                       {"secret/key", ""},
                                       {"key-empty", "$/key-empty holds no key"},
                                       {"key-blank", "$/key-blank holds no key"},
                                       {"key-nul", "$/key-nul holds a NUL"},
                                       {"key-lines", "$/key-lines holds a second line"},
                                       {"cert.key", "$/cert.key holds a second line"},
                                       {"key-long", "$/key-long holds more than 4096 bytes"}}));
}

Rows SignatureRows() {
  Rows rows = KeyRows("key_file");
  Append(KeyRows("second_key_file"), rows);
  Append(
      {
          {"a sign of bare XML", kMergedMerchant,
           "wire { format: FORMAT_XML } signature { answer_sign: ANSWER_SIGN_REQUIRED }",
           "merchants[0].signature.answer_sign: bare XML is not signed"},
          {"every setting of a signature", kMergedMerchant,
           "signature { canonical: CANONICAL_BODY key_placement: KEY_PLACEMENT_WRAP "
           "charset: CHARSET_GBK nested: NESTED_FLATTEN digest: DIGEST_HMAC_SHA256 "
           "hex_case: HEX_CASE_LOWER answer_sign: ANSWER_SIGN_IF_PRESENT }",
           ""},
      },
      rows);
  return rows;
}

Rows ResultRows() {
  const std::string at = "merchants[0].results.";
  const char* const no_id = "is no id of four letters or digits";
  Rows rows =
      OfOneSetting(at + "unknown_ids[0]", kMergedMerchant, R"(results { unknown_ids: "%" })",
                   {{"9999", ""},
                    {"", no_id},
                    {"999", no_id},
                    {"9999 ", no_id},
                    {R"(999\n)", "holds a control character"},
                    {"0000", "0000 is success"}});
  Append(OfOneSetting(at + "retry_ids[0]", kMergedMerchant, R"(results { retry_ids: "%" })",
                      {{"99999", no_id}, {"0000", "0000 is success"}}),
         rows);
  constexpr char kNoStatus[] = "is not an HTTP status from 400 to 599";
  for (const char* name : {"refused_statuses", "deferred_statuses"}) {
    Append(OfOneSetting(absl::StrCat(at, name, "[0]"), kMergedMerchant,
                        absl::StrCat("results { ", name, ": % }"),
                        {{"400", ""},
                         {"599", ""},
                         {"0", kNoStatus},
                         {"200", kNoStatus},
                         {"399", kNoStatus},
                         {"600", kNoStatus},
                         {"-429", kNoStatus}}),
           rows);
  }
  Append({{"an id of two meanings", kMergedMerchant,
           "results { unknown_ids: '9999' retry_ids: '9999' }",
           at + "retry_ids[0]: stands in unknown_ids too"},
          {"a status of two meanings", kMergedMerchant,
           "results { refused_statuses: 429 deferred_statuses: 429 }",
           at + "deferred_statuses[0]: stands in refused_statuses too"}},
         rows);
  return rows;
}

Rows AdmissionRows() {
  Rows rows = OfOneSetting("merchants[0].admission.rate_per_second", kMergedMerchant,
                           "admission { rate_per_second: % }",
                           {{"0.5", ""},
                            {"1000000", ""},
                            {"-1", "is not a rate"},
                            {"nan", "is not a rate"},
                            {"inf", "is not a rate"},
                            {"1000001", "is more than a million"}});
  Append({{"a rate of nearly nothing", kMergedMerchant, "admission { rate_per_second: 1e-10 }",
           "merchants[0].admission.burst: to fill it takes more than 100 years"},
          {"a burst of no rate", kMergedMerchant, "admission { burst: 5 }",
           "merchants[0].admission.burst: means nothing without rate_per_second"}},
         rows);
  return rows;
}

Rows SqliteRows() {
  return OfOneSetting("ledger.sqlite.file", kMerged, R"(ledger { sqlite { file: "%" } })",
                      {{"new.sqlite3", ""},
                       {"ledger.sqlite3", ""},
                       {"ledger-link.sqlite3", ""},
                       {"empty.sqlite3", ""},
                       {"none/new.sqlite3", "$/none/new.sqlite3: there is no folder $/none"},
                       {"key/new.sqlite3", "$/key/new.sqlite3: there is no folder $/key"},
                       {"folder", "$/folder: is not a file"},
                       {"folder/", "$/folder/: is not a file"},
                       {"fifo", "$/fifo: is not a file"},
                       {"/dev/null", "/dev/null: is not a file"},
                       {"loop", "$/loop: "},
                       {"text.sqlite3", "$/text.sqlite3: is not a SQLite database"},
                       {"key", "$/key: is not a SQLite database"},
                       {"foreign.sqlite3", "$/foreign.sqlite3: is a database of another program"},
                       {"newer.sqlite3", "$/newer.sqlite3: is of schema version 99"},
                       {"linked.sqlite3", "$/linked.sqlite3: has several names: hard links"},
                       {"lost.sqlite3",
                        "$/lost.sqlite3: holds no ledger, and its lock file (-lock) "
                        "remembers "},
                       {"swapped.sqlite3", "$/swapped.sqlite3: is another ledger, "},
                       {"damaged.sqlite3", "$/damaged.sqlite3: its lock file (-lock) is damaged"},
                       {"orphan.sqlite3",
                        "$/orphan.sqlite3: is missing or empty, and its write-ahead log (-wal) is "
                        "there"},
                       {R"(a\000b)", "holds a control character, U+0000 at character "},
                       {std::string(300, 'x'), absl::StrCat("$/", std::string(300, 'x'), ": ")}});
}

Rows IdentityRows() {
  const std::string identity(32, '0');
  Rows rows = OfOneSetting("ledger.identity", kMerged, R"(ledger { sqlite {} identity: "%" })",
                           {{"0", "is none: want 32 hex digits in lower case"},
                            {std::string(32, 'A'), "is none: want 32 hex digits in lower case"},
                            {std::string(33, '0'), "is none: want 32 hex digits in lower case"}});
  Append(
      {
          {"an identity in memory", kMerged, "ledger { memory {} identity: '" + identity + "' }",
           "ledger.identity: a ledger in memory has none"},
          {"another's identity", kMerged,
           "ledger { sqlite { file: 'ledger.sqlite3' } identity: '" + identity + "' }",
           "ledger.sqlite.file: $/ledger.sqlite3: is another ledger, "},
          {"an identity of a file that is not there", kMerged,
           "ledger { sqlite { file: 'unmade.sqlite3' } identity: '" + identity + "' }",
           "ledger.sqlite.file: $/unmade.sqlite3: holds no ledger, and ours is 0000"},
          {"the identity of a database", kMerged,
           "ledger { postgres { conninfo: 'host=/nowhere' } identity: '" + identity + "' }", ""},
      },
      rows);
  return rows;
}

Rows PostgresRows() {
  Rows rows = OfOneSetting(
      "ledger.postgres.conninfo", kMerged, R"(ledger { postgres { conninfo: "%" } })",
      {{"host=/nowhere", ""},
       {"postgresql://bridge@127.0.0.1:1/complaints?sslmode=disable", ""},
       {"host=127.0.0.1,127.0.0.1 port=1,2 dbname=complaints target_session_attrs=read-write", ""},
       {"", "is missing"},
       {"nonsense", "is no connection string"},
       {"host=db sslmode", "is no connection string"},
       {"hots=db", "is no connection string"},
       {"postgresql://[::1", "is no connection string"},
       {"host=db password=sesame", "holds a password; put it into password_file"},
       {"postgresql://bridge:sesame@db/complaints", "holds a password; put it into password_file"},
       {"host=db sslmode=whatever", "its sslmode is none of disable, allow, "},
       {"host=db sslmode=VERIFY-FULL", "its sslmode is none of disable, allow, "},
       {"host=db channel_binding=maybe", "its channel_binding is none of "},
       {"host=db gssencmode=maybe", "its gssencmode is none of "},
       {"host=db target_session_attrs=primry", "its target_session_attrs is none of "},
       {"host=db ssl_min_protocol_version=TLSv9", "its ssl_min_protocol_version is none of "},
       {"host=db ssl_max_protocol_version=SSLv3", "its ssl_max_protocol_version is none of "},
       {"host=db ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2",
        "its ssl_min_protocol_version is above its ssl_max_protocol_version"},
       {"host=db port=999999", "its port is no number from 1 to 65535"},
       {"host=db port=0", "its port is no number from 1 to 65535"},
       {"host=db port=-1", "its port is no number from 1 to 65535"},
       {"host=db port=http", "its port is no number from 1 to 65535"},
       {"host=a,b port=1,2,3", "its hosts and its ports are not as many"},
       {"host=a,b hostaddr=127.0.0.1", "its hosts and its hostaddrs are not as many"},
       {"hostaddr=db.example", "its hostaddr is no address"},
       {"host=db connect_timeout=soon", "its connect_timeout is no number"},
       {"host=db keepalives_idle=soon", "its keepalives_idle is no number"},
       {"host=db tcp_user_timeout=1s", "its tcp_user_timeout is no number"},
       {"host=db sslmode=verify-full sslrootcert=$/missing",
        "its sslrootcert: cannot read $/missing: No such file or directory"},
       {"host=db sslmode=verify-full sslrootcert=$/fifo",
        "its sslrootcert: cannot read $/fifo: it is not a regular file"},
       {"host=db sslcert=$/missing sslkey=$/cert.key", "its sslcert: cannot read $/missing"},
       {"host=db sslcert=$/cert.pem sslkey=$/missing", "its sslkey: cannot read $/missing"},
       {"host=db sslcert=$/cert.pem sslkey=$/encrypted.key", "its sslkey: "},
       {R"(host=db\nport=1)", "holds a control character, U+000A at character 8"}});
  Append(
      OfOneSetting("ledger.postgres.password_file", kMerged,
                   R"(ledger { postgres { conninfo: "host=/nowhere" password_file: "%" } })",
                   With(NoFiles(), {{"password", ""},
                                    {"password-empty", "$/password-empty holds no password"},
                                    {"password-nul", "$/password-nul holds a NUL"},
                                    {"password-lines", "$/password-lines holds a second line"}})),
      rows);
  return rows;
}

Rows FileRows() {
  constexpr char kLeastJson[] =
      R"({"listener": {"address": "127.0.0.1:0"}, "operationsAddress": "127.0.0.1:0",
 "ledger": {"memory": {}},
 "merchants": [{"isspid": "39493002", "systemId": "8888",
  "gateway": {"url": "https://gateway.example/"}, "signature": {"keyFile": "key"}%}]%%
})";
  const auto json = [&kLeastJson](const std::string& merchant, const std::string& top) {
    return absl::StrReplaceAll(kLeastJson, {{"%%", top}, {"%", merchant}});
  };
  constexpr char kLeastText[] =
      "listener { address: '127.0.0.1:0' }%operations_address: '127.0.0.1:0'%ledger { memory {} }%"
      "merchants { isspid: '39493002' system_id: '8888' gateway { url: 'https://g.example/' }%"
      "signature { key_file: 'key' } }%";
  const auto text = [&kLeastText](const std::string& between) {
    return absl::StrReplaceAll(kLeastText, {{"%", between}});
  };
  const std::string txt = "$/server.txtpb:";
  const std::string js = "$/server.json:";
  return {
      {"text with LF", kWhole, text("\n"), ""},
      {"text with CRLF", kWhole, text("\r\n"), ""},
      {"text with BOM", kWhole, "\xEF\xBB\xBF" + text("\n"), ""},
      {"text with NUL", kWhole, text("\n") + std::string(1, '\0'), txt + "6:1: "},
      {"text in UTF-16", kWhole, std::string("\xFF\xFEl\0i\0", 6), txt + "1:1: "},
      {"an empty file", kWhole, "", "merchants: there is none"},
      {"a field that is unknown", kWhole, "\nlimits { call_max: 1 }",
       txt + "2:18: imageco.bridge.config.v1.Limits has no such setting"},
      {"a field twice", kWhole, "operations_address: 'a'\noperations_address: 'b'",
       txt + "2:19: operations_address stands there twice"},
      {"a message twice", kWhole, "limits {}\nlimits {}", txt + "2:8: limits stands there twice"},
      {"two ledgers", kWhole, "ledger { memory {}\n sqlite {} }", txt + "2:9: "},
      {"text for a number", kWhole, "limits {\n  calls_max: MANY\n}\n", txt + "2:14: "},
      {"a number too large", kWhole, "limits { calls_max: 4294967296 }", txt + "1:21: "},
      {"a number below zero", kWhole, "limits { calls_max: -1 }", txt + "1:"},
      {"a name that an enum does not have", kWhole, "log_severity: LOUD", txt + "1:19: "},
      {"a bool of two", kWhole, "allow_admin_without_identity: 2", txt + "1:31: "},
      {"a text that is not closed", kWhole, "operations_address: 'abc\n", txt + "1:"},
      {"a message that is not closed", kWhole, "merchants {", txt + "1:12: "},
      {"a key as configuration", kWhole, "f00dface-0000", txt + "1:9: "},
      {"JSON as text", kWhole, R"({"limits": {}})", txt + "1:1: "},
      {"JSON", kWholeJson, json("", ""), ""},
      {"JSON with BOM", kWholeJson, "\xEF\xBB\xBF" + json("", ""), ""},
      {"JSON with CRLF", kWholeJson, absl::StrReplaceAll(json("", ""), {{"\n", "\r\n"}}), ""},
      {"JSON with a duration", kWholeJson, json("", R"(, "limits": {"drainTimeout": "1.5s"})"), ""},
      {"JSON that is empty", kWholeJson, "", js + "1:1: "},
      {"JSON that is cut off", kWholeJson, R"({"merchants": [)", js + "1:16: "},
      {"JSON with more behind", kWholeJson, json("", "") + "x", js + "5:2: "},
      {"JSON with a comma too many", kWholeJson, R"({"limits": {},})", js + "1:15: "},
      {"JSON with a comment", kWholeJson, "// a\n{}", js + "1:1: "},
      {"JSON with NUL", kWholeJson, std::string("{\"a\0\": 1}", 9), js + "1:"},
      {"JSON of no object", kWholeJson, "[]", js + "1:1: want an object"},
      {"a member that is unknown", kWholeJson, json("", ",\n \"limit\": {}"),
       js + "5:2: imageco.bridge.config.v1.BridgeConfig has no such setting"},
      {"a member twice", kWholeJson, json("", ",\n \"ledger\": {}"),
       js + "5:2: ledger stands there twice"},
      {"a member twice by two names", kWholeJson, json("", ",\n \"operations_address\": \"\""),
       js + "5:2: operations_address stands there twice"},
      {"a member twice within", kWholeJson, json(R"(, "isspid": "1")", ""),
       js + "4:84: isspid stands there twice"},
      {"two ledgers in JSON", kWholeJson, R"({"ledger": {"memory": {}, "sqlite": {}}})", js + "1:"},
      {"JSON text for a number", kWholeJson, R"({"limits": {"callsMax": "MANY"}})", js + "1:25: "},
      {"JSON number too large", kWholeJson, R"({"limits": {"callsMax": 4294967296}})",
       js + "1:25: "},
      {"JSON number of no whole", kWholeJson, R"({"limits": {"callsMax": 1.5}})", js + "1:25: "},
      {"JSON enum that is not there", kWholeJson, R"({"logSeverity": "LOUD"})", js + "1:17: "},
      {"JSON enum by a number that is not there", kWholeJson, json("", R"(, "logSeverity": 99)"),
       "log_severity: 99 is no value that it has"},
      {"JSON text for a message", kWholeJson, R"({"limits": "f00dface"})", js + "1:12: "},
      {"JSON object for a text", kWholeJson, R"({"operationsAddress": {}})", js + "1:23: "},
      {"JSON list for a message", kWholeJson, R"({"limits": []})", js + "1:12: "},
      {"JSON object for a list", kWholeJson, R"({"merchants": {}})", js + "1:15: "},
      {"JSON text for a bool", kWholeJson, R"({"allowAdminWithoutIdentity": "f00d"})",
       js + "1:31: "},
      {"JSON duration of no unit", kWholeJson, R"({"limits": {"drainTimeout": "30"}})",
       js + "1:29: "},
      {"JSON duration of 100,000 years", kWholeJson,
       R"({"limits": {"drainTimeout": "3155760000000s"}})", js + "1:29: "},
      {"JSON with half a surrogate", kWholeJson, R"({"operationsAddress": "\ud800"})", js + "1:"},
      {"a key as JSON", kWholeJson, "f00dface-0000", js + "1:1: "},
  };
}

}  // namespace

std::vector<ConfigRow> ConfigRows() {
  Rows rows = {{"the least", kMerged, "", ""}};
  for (const auto& more :
       {FileRows(), AddressRows(), ListenerTlsRows(), CallerRows(), TokenRows(), LimitRows(),
        MerchantRows(), GatewayRows(), GatewayTlsRows(), WireRows(), EnumRows(), SignatureRows(),
        ResultRows(), AdmissionRows(), SqliteRows(), IdentityRows(), PostgresRows()}) {
    Append(more, rows);
  }
  return rows;
}

}  // namespace imageco::server
