#ifndef IMAGECO_SERVER_OPERATIONS_REPLY_METRICS_H_
#define IMAGECO_SERVER_OPERATIONS_REPLY_METRICS_H_

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "bridge/reply_record.h"
#include "bridge/reply_trail.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::server {

// How replies end, by merchant, and how long their parts take. Every series of a merchant is there
// from when it is added. On the loop's thread, and before that runs.
class ReplyMetrics {
 public:
  // As many merchants have series of their own; those that come later share one, as do replies for
  // merchants that are not configured.
  static constexpr size_t kMerchantsMax = 200;
  static constexpr char kOthers[] = "other";

  explicit ReplyMetrics(prometheus::Registry& registry);
  ReplyMetrics(const ReplyMetrics&) = delete;
  ReplyMetrics& operator=(const ReplyMetrics&) = delete;

  void AddMerchant(const std::string& isspid);

  // A Reply that the bridge answered.
  void Count(const complaint::v1::ReplyRequest& request, const std::string& isspid,
             const bridge::ReplyResult& result, const bridge::ReplyTrail& trail);
  // One that did not come to the bridge.
  void CountRefused(const std::string& isspid, complaint::v1::ErrorReason reason);

 private:
  using Counter = prometheus::Counter;
  using Histogram = prometheus::Histogram;

  struct OfMerchant {
    Counter* delivered = nullptr;
    Counter* replayed = nullptr;
    Counter* valid = nullptr;
    std::map<complaint::v1::ErrorReason, Counter*> failed;
    Counter* joined = nullptr;
    Counter* from_record = nullptr;
  };

  OfMerchant Add(const std::string& label);
  OfMerchant& Of(const std::string& isspid);
  Counter& CounterOf(OfMerchant& merchant, const complaint::v1::ReplyRequest& request,
                     const bridge::ReplyResult& result);

  prometheus::Family<Counter>& replies_;
  prometheus::Family<Counter>& prevented_;
  prometheus::Family<Histogram>& parts_;
  Histogram& wait_;
  Histogram& claim_;
  Histogram& connect_;
  Histogram& gateway_;
  Histogram& settle_;
  absl::flat_hash_map<std::string, OfMerchant> merchants_;
  OfMerchant others_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_REPLY_METRICS_H_
