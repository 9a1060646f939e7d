#include "server/operations/reply_metrics.h"

#include <optional>
#include <variant>

#include "absl/time/time.h"
#include "server/operations/duration_buckets.h"

namespace imageco::server {
namespace {

using bridge::ReplyTrail;
using complaint::v1::ErrorReason;
using complaint::v1::ReplyResponse;
using prometheus::Family;
using prometheus::Histogram;

Histogram& AddPart(Family<Histogram>& parts, const char* part) {
  return parts.Add({{"part", part}}, DurationBuckets());
}

void Observe(const std::optional<absl::Duration>& part, Histogram& histogram) {
  if (part) histogram.Observe(absl::ToDoubleSeconds(*part));
}

}  // namespace

ReplyMetrics::ReplyMetrics(prometheus::Registry& registry)
    : replies_(prometheus::BuildCounter()
                   .Name("complaint_replies_total")
                   .Help("Replies that the bridge answered, by merchant and outcome.")
                   .Register(registry)),
      prevented_(prometheus::BuildCounter()
                     .Name("complaint_duplicates_prevented_total")
                     .Help("Replies that were asked for again and not sent again: they joined the "
                           "one under way, or were answered from its record.")
                     .Register(registry)),
      parts_(prometheus::BuildHistogram()
                 .Name("complaint_reply_part_seconds")
                 .Help("How long the parts of a reply take.")
                 .Register(registry)),
      wait_(AddPart(parts_, "wait")),
      claim_(AddPart(parts_, "claim")),
      connect_(AddPart(parts_, "connect")),
      gateway_(AddPart(parts_, "gateway")),
      settle_(AddPart(parts_, "settle")),
      others_(Add(kOthers)) {}

ReplyMetrics::OfMerchant ReplyMetrics::Add(const std::string& label) {
  const auto outcome = [&](const char* name) {
    return &replies_.Add({{"isspid", label}, {"outcome", name}});
  };
  OfMerchant merchant;
  merchant.delivered = outcome("DELIVERED");
  merchant.replayed = outcome("REPLAYED");
  merchant.valid = outcome("VALID");
  const auto* reasons = complaint::v1::ErrorReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<ErrorReason>(reasons->value(i)->number());
    if (reason == complaint::v1::ERROR_REASON_UNSPECIFIED) continue;
    merchant.failed[reason] = outcome(reasons->value(i)->name().c_str());
  }
  merchant.joined = &prevented_.Add({{"isspid", label}, {"by", "flight"}});
  merchant.from_record = &prevented_.Add({{"isspid", label}, {"by", "record"}});
  return merchant;
}

void ReplyMetrics::AddMerchant(const std::string& isspid) {
  if (merchants_.size() >= kMerchantsMax || merchants_.contains(isspid)) return;
  merchants_.emplace(isspid, Add(isspid));
}

ReplyMetrics::OfMerchant& ReplyMetrics::Of(const std::string& isspid) {
  const auto it = merchants_.find(isspid);
  return it == merchants_.end() ? others_ : it->second;
}

prometheus::Counter& ReplyMetrics::CounterOf(OfMerchant& merchant,
                                             const complaint::v1::ReplyRequest& request,
                                             const bridge::ReplyResult& result) {
  if (const auto* failure = std::get_if<bridge::Failure>(&result)) {
    return *merchant.failed.at(failure->reason);
  }
  if (request.validate_only()) return *merchant.valid;
  return std::get<ReplyResponse>(result).replayed() ? *merchant.replayed : *merchant.delivered;
}

void ReplyMetrics::Count(const complaint::v1::ReplyRequest& request, const std::string& isspid,
                         const bridge::ReplyResult& result, const ReplyTrail& trail) {
  OfMerchant& merchant = Of(isspid);
  CounterOf(merchant, request, result).Increment();
  if (trail.source == ReplyTrail::Source::kFlight) merchant.joined->Increment();
  if (trail.source == ReplyTrail::Source::kRecord) merchant.from_record->Increment();
  Observe(trail.wait, wait_);
  Observe(trail.claim, claim_);
  Observe(trail.connect, connect_);
  Observe(trail.gateway, gateway_);
  Observe(trail.settle, settle_);
}

void ReplyMetrics::CountRefused(const std::string& isspid, ErrorReason reason) {
  Of(isspid).failed.at(reason)->Increment();
}

}  // namespace imageco::server
