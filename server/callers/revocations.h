#ifndef IMAGECO_SERVER_CALLERS_REVOCATIONS_H_
#define IMAGECO_SERVER_CALLERS_REVOCATIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "bridge/base/openssl_owned.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// Which certificates of callers their authorities have taken back (RFC 5280, 5). Immutable, for any
// thread.
class Revocations {
 public:
  // Reads the lists of `tls`, and the authorities that they must be signed by. Adds a line to
  // `faults` for whatever is wrong with them; dates are not looked at.
  Revocations(const bridge::config::v1::ServerTls& tls, std::vector<std::string>& faults);

  // Why a certificate that was verified counts for nothing at `now` all the same; empty: it counts.
  // `chain_pem` is what the caller sent with it. Costs as much as a whole call.
  std::string WhyRefused(const std::string& certificate_pem, const std::string& chain_pem,
                         absl::Time now) const;

  // Until when all lists hold.
  absl::Time expiry() const { return expiry_; }

 private:
  bridge::base::OpensslOwned<X509_STORE> store_;
  absl::Time expiry_ = absl::InfiniteFuture();
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_REVOCATIONS_H_
