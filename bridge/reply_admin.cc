#include "bridge/reply_admin.h"

#include <utility>

#include "bridge/page_token.h"
#include "bridge/record_request.h"
#include "bridge/reply_record.h"

namespace imageco::bridge {
namespace {

using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;
using complaint::v1::SettleReplyRequest;
using complaint::v1::SettleReplyResponse;

// `records` may be one more than the page holds: then there is a next page.
ListRepliesResult ToPage(const ListRepliesRequest& request, size_t page_size,
                         const std::vector<ledger::KeyedRecord>& records) {
  ListRepliesResponse page;
  for (const auto& [key, record] : records) {
    if (static_cast<size_t>(page.replies_size()) == page_size) break;
    *page.add_replies() = ToReplyRecord(key, record);
  }
  if (records.size() <= page_size) return page;
  const auto& [key, record] = records[page_size - 1];
  absl::StatusOr<std::string> next = EncodePageToken(request, {record.claim_time, key});
  if (!next.ok()) return CannotPrepare(next.status());
  page.set_next_page_token(*std::move(next));
  return page;
}

Failure ToFailure(const absl::Status& status) {
  if (absl::IsNotFound(status)) return ReplyNotFound();
  if (absl::IsFailedPrecondition(status)) return ReplyNotUnknown();
  return LedgerUnavailable(status);
}

}  // namespace

base::Task<ListRepliesResult> ReplyAdmin::ListReplies(ListRepliesRequest request, Isspids allowed) {
  FieldFaults faults;
  ledger::Query query = ToQuery(request, faults);
  if (!faults.empty()) co_return InvalidRequest(std::move(faults));
  if (!query.isspids) query.isspids = std::move(allowed);
  const size_t page_size = query.records_max++;
  auto list = ledger_.List(std::move(query));
  const absl::StatusOr<std::vector<ledger::KeyedRecord>> records = co_await list;
  if (!records.ok()) co_return LedgerUnavailable(records.status());
  co_return ToPage(request, page_size, *records);
}

base::Task<SettleReplyResult> ReplyAdmin::SettleReply(SettleReplyRequest request,
                                                      CallContext context) {
  FieldFaults faults;
  const MerchantTable& merchants = *context.merchants;
  ledger::Key key =
      ToKey(ResolveIsspid(merchants, request.isspid()), request.transaction_id(), faults);
  ledger::Finding finding = ToFinding(request, faults);
  finding.settled_by_identity = std::move(context.identity);
  if (!faults.empty()) co_return InvalidRequest(std::move(faults));
  auto decide = ledger_.Decide(key, std::move(finding));
  const absl::StatusOr<ledger::Record> record = co_await decide;
  // A merchant that is served no more has its records yet.
  if (absl::IsNotFound(record.status()) && FindMerchant(merchants, key.isspid) == nullptr) {
    co_return MerchantNotConfigured(key.isspid);
  }
  if (!record.ok()) co_return ToFailure(record.status());
  SettleReplyResponse response;
  *response.mutable_reply() = ToReplyRecord(key, *record);
  co_return response;
}

}  // namespace imageco::bridge
