#include "server/config_check.h"

#include <google/protobuf/duration.pb.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/message/identifier.h"
#include "bridge/gateway/outcome.h"
#include "server/identity.h"
#include "server/listen_address.h"

namespace imageco::server {
namespace {

using namespace bridge::config::v1;  // NOLINT(google-build-using-namespace)
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Faults = std::vector<std::string>;

constexpr int64_t kDurationSecondsMax = int64_t{100} * 365 * 24 * 60 * 60;
constexpr double kRateMax = 1e6;

bool IsPositive(const google::protobuf::Duration& duration) {
  return duration.seconds() >= 0 && duration.nanos() >= 0 &&
         (duration.seconds() > 0 || duration.nanos() > 0);
}

void CheckDurations(const Message& message, const std::string& path, Faults& faults);

void CheckDuration(const Message& value, const std::string& path, Faults& faults) {
  const auto* duration = dynamic_cast<const google::protobuf::Duration*>(&value);
  if (duration == nullptr) return CheckDurations(value, path + ".", faults);
  if (!IsPositive(*duration)) faults.push_back(path + ": is not longer than zero");
  if (duration->seconds() > kDurationSecondsMax) {
    faults.push_back(path + ": is longer than 100 years");
  }
}

// Every duration in the configuration is longer than zero, and no clock overflows by it.
void CheckDurations(const Message& message, const std::string& path, Faults& faults) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection.ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string name = path + field->name();
    if (!field->is_repeated()) {
      CheckDuration(reflection.GetMessage(message, field), name, faults);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      CheckDuration(reflection.GetRepeatedMessage(message, field, i),
                    absl::StrCat(name, "[", i, "]"), faults);
    }
  }
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

void CheckWire(const Merchant& merchant, const std::string& path, Faults& faults) {
  const Wire& wire = merchant.wire();
  const bool xml = wire.format() == FORMAT_XML;
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
  const double rate = admission.rate_per_second();
  if (!std::isfinite(rate) || rate < 0) {
    faults.push_back(path + "admission.rate_per_second: is not a rate");
  } else if (rate > kRateMax) {
    faults.push_back(path + "admission.rate_per_second: is more than a million");
  } else if (rate > 0 && std::max(admission.burst(), 1u) / rate > kDurationSecondsMax) {
    faults.push_back(path + "admission: to fill the burst takes more than 100 years");
  }
  if (rate == 0 && admission.burst() != 0) {
    faults.push_back(path + "admission.burst: means nothing without rate_per_second");
  }
}

// The gateway's ids are held to the rule that callers' are.
void CheckIdentifier(const std::string& path, const std::string& id, Faults& faults) {
  const std::string why = bridge::gateway::WhyNoIdentifier(id);
  if (!id.empty() && !why.empty()) faults.push_back(absl::StrCat(path, ": ", why));
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
    CheckWire(merchant, path, faults);
    CheckResults(merchant.results(), path + "results.", faults);
    CheckAdmission(merchant.admission(), path, faults);
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
    const std::string path = absl::StrCat("callers[", i, "].identity: ");
    const std::string& identity = config.callers(i).identity();
    if (identity.empty()) faults.push_back(path + "is missing");
    if (!identities.insert(ToIdentity(identity)).second) {
      faults.push_back(path + "stands there twice");
    }
  }
}

// So short a retention makes room for the second message that a record is there to prevent.
void CheckRetention(bool given, const google::protobuf::Duration& retention,
                    const std::string& path, Faults& faults) {
  constexpr int64_t kSecondsOfDay = int64_t{24} * 60 * 60;
  if (given && IsPositive(retention) && retention.seconds() < kSecondsOfDay) {
    faults.push_back(path + ": is shorter than a day");
  }
}

void CheckLedgerSettings(const LedgerConfig& ledger, Faults& faults) {
  if (ledger.has_memory() && !ledger.identity().empty()) {
    faults.emplace_back("ledger.identity: a ledger in memory has none");
  }
  CheckRetention(ledger.sqlite().has_retention(), ledger.sqlite().retention(),
                 "ledger.sqlite.retention", faults);
  CheckRetention(ledger.postgres().has_retention(), ledger.postgres().retention(),
                 "ledger.postgres.retention", faults);
}

}  // namespace

std::vector<std::string> CheckConfig(const BridgeConfig& config) {
  Faults faults;
  CheckDurations(config, "", faults);
  CheckListener(config.listener(), faults);
  CheckMerchants(config, faults);
  CheckCallers(config, faults);
  CheckLedgerSettings(config.ledger(), faults);
  return faults;
}

}  // namespace imageco::server
