#include "server/config/config_check.h"

#include <google/protobuf/duration.pb.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/gateway/http/curl_settings.h"
#include "bridge/gateway/outcome.h"
#include "server/config/address_check.h"
#include "server/config/callers_check.h"
#include "server/config/identifier_check.h"
#include "server/config/listen_address.h"
#include "server/config/rate_check.h"
#include "server/config/set_if_given.h"
#include "server/config/value_check.h"

namespace imageco::server {
namespace {

using namespace bridge::config::v1;  // NOLINT(google-build-using-namespace)
using Faults = std::vector<std::string>;

void CheckAddresses(const BridgeConfig& config, Faults& faults) {
  const std::string callers = AddressOf(config.listener());
  const std::string operations = OperationsAddressOf(config);
  const std::string why_not = WhyNoListenAddress(callers);
  const std::string why_no_operations = WhyNoListenAddress(operations);
  if (!why_not.empty()) faults.push_back(absl::StrCat("listener.address: ", why_not));
  if (!why_no_operations.empty()) {
    faults.push_back(absl::StrCat("operations_address: ", why_no_operations));
  }
  if (!why_not.empty() || !why_no_operations.empty()) return;
  if (!IsSameListenAddress(callers, operations)) return;
  faults.push_back(absl::StrCat("operations_address: is where listener.address is, ", callers));
}

void CheckListener(const Listener& listener, Faults& faults) {
  const bool plaintext_is_safe =
      IsLoopback(AddressOf(listener)) || listener.allow_plaintext_beyond_loopback();
  if (!listener.has_tls()) {
    if (!plaintext_is_safe) {
      faults.push_back(
          "listener.address: plaintext listens on loopback alone; set listener.tls, or "
          "allow_plaintext_beyond_loopback where something in front encrypts");
    }
    return;
  }
  if (listener.tls().certificate_file().empty()) {
    faults.push_back("listener.tls.certificate_file: is missing");
  }
  if (listener.tls().private_key_file().empty()) {
    faults.push_back("listener.tls.private_key_file: is missing");
  }
  if (!listener.tls().client_ca_file().empty()) return;
  if (!listener.tls().client_crl_file().empty()) {
    faults.push_back("listener.tls.client_crl_file: means nothing without client_ca_file");
  }
  if (listener.tls().client_certificate_optional()) {
    faults.push_back(
        "listener.tls.client_certificate_optional: means nothing without client_ca_file");
  }
}

bool IsTokenCharacter(unsigned char c) {
  return absl::ascii_isalnum(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
}

// "type/subtype", and perhaps more after a ";" (RFC 9110, 8.3.1).
bool IsMediaType(std::string_view text) {
  std::string_view media = text.substr(0, text.find(';'));
  media = media.substr(0, media.find_last_not_of(" \t") + 1);
  const size_t slash = media.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == media.size()) return false;
  const auto is_token = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), IsTokenCharacter);
  };
  return is_token(media.substr(0, slash)) && is_token(media.substr(slash + 1));
}

// What stands in a header or a form as it is.
void CheckWireTexts(const Wire& wire, const std::string& path, Faults& faults) {
  const std::string& type = wire.content_type();
  const bool ascii =
      std::all_of(type.begin(), type.end(), [](unsigned char c) { return c < 0x80; });
  if (!ascii) {
    faults.push_back(path + "wire.content_type: holds what is not ASCII");
  } else if (!type.empty() && !IsMediaType(type)) {
    faults.push_back(path + "wire.content_type: is no type/subtype");
  }
  const std::string& field = wire.json_form_field();
  if (!std::all_of(field.begin(), field.end(), [](unsigned char c) {
        return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
      })) {
    faults.push_back(path + "wire.json_form_field: want letters, digits and -._~");
  }
}

void CheckWire(const Merchant& merchant, const std::string& path, Faults& faults) {
  const Wire& wire = merchant.wire();
  const bool xml = wire.format() == FORMAT_XML;
  CheckWireTexts(wire, path, faults);
  if (xml && !wire.json_form_field().empty()) {
    faults.push_back(path + "wire.json_form_field: is for JSON");
  }
  if (xml && wire.json_charset() != CHARSET_UNSPECIFIED) {
    faults.push_back(path + "wire.json_charset: is for JSON");
  }
  if (!xml && wire.xml_form_with_mac()) {
    faults.push_back(path + "wire.xml_form_with_mac: is for XML");
  }
  const bool is_signed = !xml || wire.xml_form_with_mac();
  if (is_signed && merchant.signature().key_file().empty()) {
    faults.push_back(path + "signature.key_file: is missing");
  }
}

using google::protobuf::RepeatedField;
using google::protobuf::RepeatedPtrField;

// `ids` are results that mean something else than success.
void CheckResultIds(const RepeatedPtrField<std::string>& ids, const std::string& path,
                    Faults& faults) {
  for (int i = 0; i < ids.size(); ++i) {
    const std::string at = absl::StrCat(path, "[", i, "]: ");
    if (!bridge::gateway::IsResultId(ids[i])) {
      faults.push_back(at + "is no id of four letters or digits");
    }
    if (ids[i] == bridge::gateway::kSuccessId) faults.push_back(at + "0000 is success");
  }
}

// A status below 400 refuses nothing.
void CheckStatuses(const RepeatedField<int32_t>& statuses, const std::string& path,
                   Faults& faults) {
  for (int i = 0; i < statuses.size(); ++i) {
    if (statuses[i] >= 400 && statuses[i] <= 599) continue;
    faults.push_back(absl::StrCat(path, "[", i, "]: is not an HTTP status from 400 to 599"));
  }
}

template <typename Values>
void CheckDisjoint(const Values& values, const Values& others, const std::string& path,
                   const char* other_name, Faults& faults) {
  for (int i = 0; i < values.size(); ++i) {
    if (std::find(others.begin(), others.end(), values[i]) == others.end()) continue;
    faults.push_back(absl::StrCat(path, "[", i, "]: stands in ", other_name, " too"));
  }
}

void CheckResults(const Results& results, const std::string& path, Faults& faults) {
  CheckResultIds(results.unknown_ids(), path + "unknown_ids", faults);
  CheckResultIds(results.retry_ids(), path + "retry_ids", faults);
  CheckDisjoint(results.retry_ids(), results.unknown_ids(), path + "retry_ids", "unknown_ids",
                faults);
  CheckStatuses(results.refused_statuses(), path + "refused_statuses", faults);
  CheckStatuses(results.deferred_statuses(), path + "deferred_statuses", faults);
  CheckDisjoint(results.deferred_statuses(), results.refused_statuses(), path + "deferred_statuses",
                "refused_statuses", faults);
}

// Who gives a connection more time than the exchange that it is for means one of them otherwise.
void CheckTimes(const Gateway& gateway, const std::string& path, Faults& faults) {
  absl::Duration exchange = bridge::gateway::kDefaultExchangeTimeout;
  SetIfGiven(gateway.has_exchange_timeout(), gateway.exchange_timeout(), exchange);
  const absl::Duration connect = ToDuration(gateway.connect_timeout());
  if (connect <= exchange) return;
  if (!gateway.has_exchange_timeout()) {
    faults.push_back(absl::StrCat(path, "gateway.connect_timeout: is longer than ",
                                  "exchange_timeout, ", absl::FormatDuration(exchange)));
    return;
  }
  faults.push_back(absl::StrCat(path, "gateway.exchange_timeout: is shorter than ",
                                "connect_timeout, ", absl::FormatDuration(connect)));
}

void CheckGateway(const Gateway& gateway, const std::string& path, Faults& faults) {
  if (gateway.has_tls() && absl::StartsWithIgnoreCase(gateway.url(), "http://")) {
    faults.push_back(path + "gateway.tls: means nothing with http://");
  }
}

void CheckMerchants(const BridgeConfig& config, Faults& faults) {
  if (config.merchants().empty()) faults.push_back("merchants: there is none");
  std::set<std::string> isspids;
  for (int i = 0; i < config.merchants_size(); ++i) {
    const Merchant& merchant = config.merchants(i);
    const std::string path = absl::StrCat("merchants[", i, "].");
    if (merchant.isspid().empty()) faults.push_back(path + "isspid: is missing");
    CheckIdentifier(path + "isspid", merchant.isspid(), faults);
    CheckIdentifier(path + "system_id", merchant.system_id(), faults);
    if (!isspids.insert(merchant.isspid()).second) {
      faults.push_back(absl::StrCat(path, "isspid: ", merchant.isspid(), " stands there twice"));
    }
    CheckGateway(merchant.gateway(), path, faults);
    CheckTimes(merchant.gateway(), path, faults);
    CheckWire(merchant, path, faults);
    CheckResults(merchant.results(), path + "results.", faults);
    CheckRate(merchant.admission().rate_per_second(), merchant.admission().burst(),
              path + "admission.", faults);
  }
}

// So short a retention makes room for the second message that a record is there to prevent.
void CheckRetention(bool given, const google::protobuf::Duration& retention,
                    const std::string& path, Faults& faults) {
  const absl::Duration time = ToDuration(retention);
  if (given && time > absl::ZeroDuration() && time < absl::Hours(24)) {
    faults.push_back(path + ": is shorter than a day");
  }
}

bool IsLedgerIdentity(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void CheckLedgerSettings(const LedgerConfig& ledger, Faults& faults) {
  if (ledger.has_memory() && !ledger.identity().empty()) {
    faults.emplace_back("ledger.identity: a ledger in memory has none");
  } else if (!ledger.identity().empty() && !IsLedgerIdentity(ledger.identity())) {
    faults.emplace_back("ledger.identity: is none: want 32 hex digits in lower case");
  }
  CheckRetention(ledger.sqlite().has_retention(), ledger.sqlite().retention(),
                 "ledger.sqlite.retention", faults);
  CheckRetention(ledger.postgres().has_retention(), ledger.postgres().retention(),
                 "ledger.postgres.retention", faults);
}

}  // namespace

std::vector<std::string> CheckConfig(const BridgeConfig& config) {
  Faults faults = CheckValues(config);
  CheckAddresses(config, faults);
  CheckListener(config.listener(), faults);
  CheckMerchants(config, faults);
  CheckCallers(config, faults);
  CheckLedgerSettings(config.ledger(), faults);
  return faults;
}

}  // namespace imageco::server
