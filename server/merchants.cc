#include "server/merchants.h"

#include <optional>
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
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "server/config/set_if_given.h"

namespace imageco::server {
namespace {

namespace config = bridge::config::v1;
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

// The key of a merchant that has one. Writes a warning where it looks odd, to be seen with --check
// and at every start: the vendor may have made it so.
absl::StatusOr<std::string> ReadKey(const config::Signature& signature, const std::string& path) {
  if (signature.key_file().empty()) return std::string();
  const absl::StatusOr<std::string> text = bridge::base::ReadFile(signature.key_file());
  if (!text.ok()) {
    return absl::NotFoundError(absl::StrCat("signature.key_file: ", text.status().message()));
  }
  absl::StatusOr<std::string> key = bridge::gateway::KeyOf(*text);
  if (key.ok() && key->empty()) key = absl::InvalidArgumentError("holds no key");
  if (!key.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("signature.key_file: ", signature.key_file(), " ", key.status().message()));
  }
  if (const std::string doubt = bridge::gateway::DoubtAboutKey(*key); !doubt.empty()) {
    const std::string setting = absl::StrCat(path, "signature.key_file");
    bridge::base::Log(bridge::base::Severity::kWarning, "is this the whole key and nothing else?",
                      {{"setting", std::string_view(setting)}, {"why", std::string_view(doubt)}});
  }
  return key;
}

absl::StatusOr<MessageCodec> MakeCodec(const config::Merchant& merchant,
                                       const MerchantSurroundings& surroundings,
                                       const std::string& path) {
  absl::StatusOr<std::string> key = ReadKey(merchant.signature(), path);
  if (!key.ok()) return key.status();
  return MessageCodec::Make(surroundings.plan, merchant, *std::move(key), surroundings.gbk);
}

// Certificates serve though they are not valid now, or in no order: the gateway may refuse them.
void LogDoubts(const config::GatewayTls& tls, const std::string& path) {
  const auto pem = bridge::base::ReadFile(tls.client_certificate_file());
  if (tls.client_certificate_file().empty() || !pem.ok()) return;
  const std::string setting = absl::StrCat(path, "gateway.tls.client_certificate_file");
  for (const std::string& doubt : bridge::certificates::DoubtsAboutChain(*pem, absl::Now())) {
    bridge::base::Log(bridge::base::Severity::kWarning, "the gateway may refuse our certificate",
                      {{"setting", std::string_view(setting)}, {"why", std::string_view(doubt)}});
  }
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

std::optional<bridge::Merchant> MakeMerchant(const config::Merchant& merchant,
                                             const MerchantSurroundings& surroundings,
                                             const std::string& path,
                                             std::vector<std::string>& faults) {
  absl::StatusOr<MessageCodec> codec = MakeCodec(merchant, surroundings, path);
  AddFaults(path, codec.status(), faults);
  auto transport = CurlTransport::Make(
      merchant.gateway(), codec.ok() ? codec->content_type() : "text/plain", surroundings.multi);
  AddFaults(path, transport.status(), faults);
  if (!codec.ok() || !transport.ok()) return std::nullopt;
  LogDoubts(merchant.gateway().tls(), path);
  auto gateway = std::make_shared<bridge::gateway::GatewayClient>(
      surroundings.plan, *std::move(codec), *std::move(transport), merchant.results());
  CheckIsspid(merchant, *gateway, path, faults);
  return bridge::Merchant{.gateway = std::move(gateway),
                          .admission = std::make_shared<bridge::admission::Admission>(
                              surroundings.loop, ToOptions(merchant.admission()))};
}

}  // namespace

bridge::MerchantTable MakeMerchants(const config::BridgeConfig& config,
                                    const MerchantSurroundings& surroundings,
                                    std::vector<std::string>& faults) {
  bridge::MerchantTable merchants;
  for (int i = 0; i < config.merchants_size(); ++i) {
    const std::string path = absl::StrCat("merchants[", i, "].");
    auto merchant = MakeMerchant(config.merchants(i), surroundings, path, faults);
    if (merchant) merchants[config.merchants(i).isspid()] = *std::move(merchant);
  }
  return merchants;
}

}  // namespace imageco::server
