#include "server/serving.h"

#include <algorithm>
#include <utility>

namespace imageco::server {

namespace config = bridge::config::v1;

template <typename T>
std::shared_ptr<T> Serving::OwnedByLoop(T value) const {
  return {new T(std::move(value)),
          [&loop = loop_](T* last) { loop.Post([owned = std::unique_ptr<T>(last)] {}); }};
}

std::shared_ptr<ConfigVersion> Serving::Read(const config::BridgeConfig& config,
                                             std::vector<std::string>& faults) const {
  static const ConfiguredMerchants& none = *new ConfiguredMerchants;
  const ConfiguredMerchants& before = used_ != nullptr ? used_->merchants : none;
  return OwnedByLoop(ConfigVersion{config, MakeMerchants(config, surroundings_, before, faults),
                                   std::make_shared<const Authenticator>(config, faults)});
}

void Serving::Use(const std::shared_ptr<ConfigVersion>& version, const RateMaker& make_rate) {
  const std::shared_ptr<const Snapshot> before = current_.Get();
  const bridge::MerchantTable none;
  auto merchants =
      Admit(version->merchants, before != nullptr ? *before->merchants : none, make_rate, loop_);
  auto access = before != nullptr ? Access(version->config, before->access, SteadyNow())
                                  : Access(version->config, SteadyNow());
  std::vector<CertificateExpiry> expiries;
  for (const auto& [isspid, merchant] : version->merchants) {
    if (merchant.certificate_expiry) expiries.push_back({isspid, *merchant.certificate_expiry});
  }
  used_ = version;
  current_.Set(std::make_shared<const Snapshot>(
      Snapshot{.authenticator = version->authenticator,
               .access = std::move(access),
               .merchants = OwnedByLoop(std::move(merchants)),
               .gateway_certificates = std::move(expiries),
               .since = loop_.Now(),
               .log_delivered_one_in = std::max(version->config.log_delivered_one_in(), 1u)}));
}

}  // namespace imageco::server
