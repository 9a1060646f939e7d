#include "server/merchants.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "bridge/base/file.h"
#include "bridge/base/log.h"
#include "bridge/certificates/certificate_dates.h"
#include "bridge/gateway/http/curl_transport.h"
#include "bridge/gateway/message_codec.h"
#include "bridge/gateway/signature/key_file.h"
#include "bridge/sha256.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "server/capture/exchange_files.h"
#include "server/config/set_if_given.h"

namespace imageco::server {
namespace {

namespace config = bridge::config::v1;
using bridge::admission::Admission;
using bridge::admission::AdmissionOptions;
using bridge::gateway::CurlTransport;
using bridge::gateway::MessageCodec;

AdmissionOptions ToOptions(const config::Admission& admission) {
  AdmissionOptions options;
  options.rate_per_second = admission.rate_per_second();
  options.burst = admission.burst();
  SetIfGiven(admission.concurrency_max(), options.concurrency_max);
  SetIfGiven(admission.waiting_max(), options.waiting_max);
  SetIfGiven(admission.has_wait_max(), admission.wait_max(), options.wait_max);
  SetIfGiven(admission.breaker_failures(), options.breaker_failures);
  SetIfGiven(admission.has_breaker_pause(), admission.breaker_pause(), options.breaker_pause);
  SetIfGiven(admission.has_time_to_send_min(), admission.time_to_send_min(),
             options.time_to_send_min);
  return options;
}

// The key in the file that `setting` names; nothing where it names none. Writes a warning where it
// looks odd, to be seen with --check and at every start: the vendor may have made it so.
absl::StatusOr<std::string> ReadKey(const std::string& setting, const std::string& file,
                                    const std::string& path) {
  if (file.empty()) return std::string();
  const absl::StatusOr<std::string> text = bridge::base::ReadFile(file);
  if (!text.ok()) return absl::NotFoundError(absl::StrCat(setting, ": ", text.status().message()));
  absl::StatusOr<std::string> key = bridge::gateway::KeyOf(*text);
  if (key.ok() && key->empty()) key = absl::InvalidArgumentError("holds no key");
  if (!key.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(setting, ": ", file, " ", key.status().message()));
  }
  if (const std::string doubt = bridge::gateway::DoubtAboutKey(*key); !doubt.empty()) {
    const std::string whole = absl::StrCat(path, setting);
    bridge::base::Log(bridge::base::Severity::kWarning, "is this the whole key and nothing else?",
                      {{"setting", std::string_view(whole)}, {"why", std::string_view(doubt)}});
  }
  return key;
}

absl::StatusOr<MessageCodec> MakeCodec(const config::Merchant& merchant,
                                       const MerchantSurroundings& surroundings,
                                       const std::string& path) {
  const config::Signature& signature = merchant.signature();
  absl::StatusOr<std::string> key = ReadKey("signature.key_file", signature.key_file(), path);
  if (!key.ok()) return key.status();
  absl::StatusOr<std::string> second =
      ReadKey("signature.second_key_file", signature.second_key_file(), path);
  if (!second.ok()) return second.status();
  return MessageCodec::Make(surroundings.plan, merchant, *std::move(key), surroundings.gbk,
                            *std::move(second));
}

// Of what the gateway is shown. It serves though it is not valid now, or in no order: the gateway
// may refuse it.
std::optional<absl::Time> ExpiryOf(const config::GatewayTls& tls, const std::string& path) {
  if (tls.client_certificate_file().empty()) return std::nullopt;
  const auto pem = bridge::base::ReadFile(tls.client_certificate_file());
  if (!pem.ok()) return std::nullopt;
  const std::string setting = absl::StrCat(path, "gateway.tls.client_certificate_file");
  for (const std::string& doubt : bridge::certificates::DoubtsAboutChain(*pem, absl::Now())) {
    bridge::base::Log(bridge::base::Severity::kWarning, "the gateway may refuse our certificate",
                      {{"setting", std::string_view(setting)}, {"why", std::string_view(doubt)}});
  }
  return bridge::certificates::ExpiryOf(*pem);
}

// Of a merchant's settings but those of its admission, and of the files that they name. Empty: it
// cannot be told.
std::string DigestOf(config::Merchant merchant) {
  const config::GatewayTls tls = merchant.gateway().tls();
  merchant.clear_admission();
  std::string text = merchant.SerializeAsString();
  for (const std::string& file :
       {merchant.signature().key_file(), merchant.signature().second_key_file(), tls.ca_file(),
        tls.client_certificate_file(), tls.client_key_file()}) {
    if (file.empty()) continue;
    const absl::StatusOr<std::string> content = bridge::base::ReadFile(file);
    if (!content.ok()) return "";
    absl::StrAppend(&text, content->size(), ":", *content);
  }
  const auto digest = bridge::Sha256Of(text);
  return digest.ok() ? std::string(digest->begin(), digest->end()) : "";
}

// A status may name several faults, parted by "; ".
void AddFaults(const std::string& path, const absl::Status& status,
               std::vector<std::string>& faults) {
  for (const auto& fault : absl::StrSplit(status.message(), "; ")) {
    if (!fault.empty()) faults.push_back(absl::StrCat(path, fault));
  }
}

// What the merchant's own requests would be refused for, each of them.
void CheckIsspid(const config::Merchant& merchant, const bridge::gateway::GatewayClient& gateway,
                 const std::string& path, std::vector<std::string>& faults) {
  complaint::v1::ReplyRequest request;
  request.set_isspid(merchant.isspid());
  for (const bridge::gateway::FieldFault& fault : gateway.Check(request)) {
    if (fault.field != "isspid") continue;
    faults.push_back(absl::StrCat(path, "isspid: ", fault.description));
  }
}

// Null: nobody looks.
absl::StatusOr<std::shared_ptr<bridge::gateway::ExchangeObserver>> MakeObserver(
    const config::Merchant& merchant, const MerchantSurroundings& surroundings,
    const std::string& content_type) {
  if (surroundings.observer != nullptr) return surroundings.observer;
  if (merchant.gateway().capture_dir().empty()) return nullptr;
  return ExchangeFiles::Open(merchant, content_type);
}

std::shared_ptr<bridge::gateway::GatewayClient> MakeGateway(
    const config::Merchant& merchant, const MerchantSurroundings& surroundings,
    const std::string& path, std::vector<std::string>& faults) {
  absl::StatusOr<MessageCodec> codec = MakeCodec(merchant, surroundings, path);
  AddFaults(path, codec.status(), faults);
  const std::string content_type = codec.ok() ? codec->content_type() : "text/plain";
  auto transport = CurlTransport::Make(merchant.gateway(), content_type, surroundings.pool);
  AddFaults(path, transport.status(), faults);
  auto observer = MakeObserver(merchant, surroundings, content_type);
  AddFaults(path, observer.status(), faults);
  if (!codec.ok() || !transport.ok() || !observer.ok()) return nullptr;
  auto gateway = std::make_shared<bridge::gateway::GatewayClient>(
      surroundings.plan, *std::move(codec), *std::move(transport), merchant.results(),
      merchant.gateway().pass_trace_context(), *std::move(observer));
  CheckIsspid(merchant, *gateway, path, faults);
  return gateway;
}

}  // namespace

ConfiguredMerchants MakeMerchants(const config::BridgeConfig& config,
                                  const MerchantSurroundings& surroundings,
                                  const ConfiguredMerchants& before,
                                  std::vector<std::string>& faults) {
  ConfiguredMerchants merchants;
  for (int i = 0; i < config.merchants_size(); ++i) {
    const config::Merchant& merchant = config.merchants(i);
    ConfiguredMerchant made = {.admission = ToOptions(merchant.admission()),
                               .digest = DigestOf(merchant)};
    const auto was = before.find(merchant.isspid());
    if (was != before.end() && !made.digest.empty() && was->second.digest == made.digest) {
      made.gateway = was->second.gateway;
      made.certificate_expiry = was->second.certificate_expiry;
    } else {
      const std::string path = absl::StrCat("merchants[", i, "].");
      made.gateway = MakeGateway(merchant, surroundings, path, faults);
      if (made.gateway == nullptr) continue;
      made.certificate_expiry = ExpiryOf(merchant.gateway().tls(), path);
    }
    merchants[merchant.isspid()] = std::move(made);
  }
  return merchants;
}

bridge::MerchantTable Admit(const ConfiguredMerchants& merchants,
                            const bridge::MerchantTable& before, const RateMaker& make_rate,
                            bridge::base::Loop& loop) {
  bridge::MerchantTable table;
  for (const auto& [isspid, merchant] : merchants) {
    const AdmissionOptions& options = merchant.admission;
    const bridge::Merchant* was = FindMerchant(before, isspid);
    std::shared_ptr<Admission> admission =
        was != nullptr ? was->admission : std::make_shared<Admission>(loop, options);
    const bool has_new_rate = was == nullptr || !HaveSameRate(options, admission->options());
    if (was != nullptr) admission->Change(options);
    auto rate = make_rate != nullptr && has_new_rate ? make_rate(isspid, options) : nullptr;
    if (rate != nullptr) admission->UseRate(std::move(rate));
    table[isspid] = {merchant.gateway, std::move(admission)};
  }
  return table;
}

}  // namespace imageco::server
