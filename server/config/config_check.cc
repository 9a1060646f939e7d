#include "server/config/config_check.h"

#include <google/protobuf/duration.pb.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/gateway/http/curl_settings.h"
#include "bridge/gateway/message/identifier.h"
#include "bridge/gateway/outcome.h"
#include "server/callers/identity.h"
#include "server/config/address_check.h"
#include "server/config/listen_address.h"
#include "server/config/set_if_given.h"
#include "server/config/value_check.h"

namespace imageco::server {
namespace {

using namespace bridge::config::v1;  // NOLINT(google-build-using-namespace)
using Faults = std::vector<std::string>;

constexpr double kRateMax = 1e6;

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

void CheckAdmission(const Admission& admission, const std::string& path, Faults& faults) {
  constexpr double kFillSecondsMax = 100.0 * 365 * 24 * 60 * 60;
  const double rate = admission.rate_per_second();
  if (!std::isfinite(rate) || rate < 0) {
    faults.push_back(path + "admission.rate_per_second: is not a rate");
  } else if (rate > kRateMax) {
    faults.push_back(path + "admission.rate_per_second: is more than a million");
  } else if (rate > 0 && std::max(admission.burst(), 1u) / rate > kFillSecondsMax) {
    faults.push_back(path + "admission: to fill the burst takes more than 100 years");
  }
  if (rate == 0 && admission.burst() != 0) {
    faults.push_back(path + "admission.burst: means nothing without rate_per_second");
  }
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

// The gateway's ids are held to the rule that callers' are. Control characters are CheckValues'.
void CheckIdentifier(const std::string& path, const std::string& id, Faults& faults) {
  if (id.empty() || !bridge::gateway::WhyNoPlainText(id).empty()) return;
  const std::string why = bridge::gateway::WhyNoIdentifier(id);
  if (!why.empty()) faults.push_back(absl::StrCat(path, ": ", why));
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
    CheckAdmission(merchant.admission(), path, faults);
  }
}

void CheckCallersMerchants(const BridgeConfig& config, const Caller& caller,
                           const std::string& path, Faults& faults) {
  std::set<std::string> isspids;
  for (int i = 0; i < caller.isspids_size(); ++i) {
    const std::string& isspid = caller.isspids(i);
    const std::string at = absl::StrCat(path, "isspids[", i, "]: ");
    if (!isspids.insert(isspid).second) faults.push_back(at + "stands there twice");
    const bool is_served =
        std::any_of(config.merchants().begin(), config.merchants().end(),
                    [&isspid](const Merchant& merchant) { return merchant.isspid() == isspid; });
    if (isspid.empty() || !is_served) faults.push_back(at + "is no merchant's isspid");
  }
}

void CheckCallers(const BridgeConfig& config, Faults& faults) {
  if (!config.callers().empty() && config.listener().tls().client_ca_file().empty()) {
    faults.push_back("callers: without listener.tls.client_ca_file nobody has an identity");
  }
  if (!config.callers().empty() && config.allow_admin_without_identity()) {
    faults.push_back("allow_admin_without_identity: is for a configuration without callers");
  }
  std::set<Identity> identities;
  for (int i = 0; i < config.callers_size(); ++i) {
    const std::string path = absl::StrCat("callers[", i, "].");
    const std::string& identity = config.callers(i).identity();
    if (identity.empty()) faults.push_back(path + "identity: is missing");
    CheckIdentifier(path + "identity", identity, faults);
    if (!identities.insert(ToIdentity(identity)).second) {
      faults.push_back(path + "identity: stands there twice");
    }
    CheckCallersMerchants(config, config.callers(i), path, faults);
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
