#include "clients/complaintctl/call/admin_request.h"

#include <google/protobuf/util/time_util.h>

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace imageco::complaintctl {
namespace {

using complaint::v1::ListRepliesRequest;
using complaint::v1::ReplyState;
using complaint::v1::SettleReplyRequest;
using google::protobuf::util::TimeUtil;

constexpr int kPageSizeMax = 500;

absl::Status TakeStates(const CommandLine& line, ListRepliesRequest& request) {
  for (const std::string& name : line.Values("state")) {
    ReplyState state = complaint::v1::REPLY_STATE_UNSPECIFIED;
    const std::string upper = absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}}));
    if (!complaint::v1::ReplyState_Parse("REPLY_STATE_" + upper, &state) ||
        state == complaint::v1::REPLY_STATE_UNSPECIFIED) {
      return FlagError("state", name +
                                    ": wants sending, delivered, rejected, unknown or "
                                    "not-delivered");
    }
    request.add_states(state);
  }
  return absl::OkStatus();
}

absl::Status TakeTime(const CommandLine& line, const char* flag,
                      google::protobuf::Timestamp* (ListRepliesRequest::*mutable_time)(),
                      ListRepliesRequest& request) {
  if (!line.Has(flag)) return absl::OkStatus();
  if (TimeUtil::FromString(line.Value(flag), (request.*mutable_time)())) return absl::OkStatus();
  return FlagError(flag, "wants a time such as 2024-06-17T09:00:00Z or 2024-06-17T17:00:00+08:00");
}

absl::Status TakePageSize(const CommandLine& line, ListRepliesRequest& request) {
  request.set_page_size(kPageSizeMax);
  if (!line.Has("page-size")) return absl::OkStatus();
  int32_t size = 0;
  if (!absl::SimpleAtoi(line.Value("page-size"), &size) || size < 1 || size > kPageSizeMax) {
    return FlagError("page-size", absl::StrCat("wants 1 to ", kPageSizeMax));
  }
  request.set_page_size(size);
  return absl::OkStatus();
}

absl::Status TakeVerdict(const CommandLine& line, SettleReplyRequest& request) {
  if (line.Has("delivered") == line.Has("not-delivered")) {
    return FlagError("delivered", "either this or --not-delivered");
  }
  request.set_verdict(line.Has("delivered") ? complaint::v1::VERDICT_DELIVERED
                                            : complaint::v1::VERDICT_NOT_DELIVERED);
  return absl::OkStatus();
}

}  // namespace

std::vector<Flag> ListRequestFlags() {
  return {
      {"state", "S", "sending, delivered, rejected, unknown, not-delivered.", true},
      {"isspid", "X", "Merchant number. Default: all that the caller may administer."},
      {"from", "TIME", "Claimed at this time or later, e.g. 2024-06-17T09:00:00Z."},
      {"before", "TIME", "Claimed before this time."},
      {"page-size", "N", "How many are asked for at a time; all are shown. Default 500."},
  };
}

absl::StatusOr<ListRepliesRequest> MakeListRequest(const CommandLine& line) {
  ListRepliesRequest request;
  request.set_isspid(line.Value("isspid"));
  absl::Status fault = TakeStates(line, request);
  if (fault.ok()) fault = TakePageSize(line, request);
  if (fault.ok()) {
    fault = TakeTime(line, "from", &ListRepliesRequest::mutable_claimed_from, request);
  }
  if (fault.ok()) {
    fault = TakeTime(line, "before", &ListRepliesRequest::mutable_claimed_before, request);
  }
  if (!fault.ok()) return fault;
  return request;
}

std::vector<Flag> SettleRequestFlags() {
  return {
      {"isspid", "X", "Merchant number. May be left out where the bridge serves one."},
      {"transaction-id", "T", "The reply's serial number."},
      {"delivered", "", "The complaint shows the reply."},
      {"not-delivered", "", "It does not, and nobody is working on it any more."},
      {"by", "WHO", "Who says so."},
      {"reason", "TEXT", "How they know. It is kept and logged."},
  };
}

absl::StatusOr<SettleReplyRequest> MakeSettleRequest(const CommandLine& line) {
  SettleReplyRequest request;
  if (absl::Status fault = TakeVerdict(line, request); !fault.ok()) return fault;
  for (const char* flag : {"transaction-id", "by", "reason"}) {
    if (line.Value(flag).empty()) return FlagError(flag, "is missing");
  }
  request.set_isspid(line.Value("isspid"));
  request.set_transaction_id(line.Value("transaction-id"));
  request.set_settled_by(line.Value("by"));
  request.set_reason(line.Value("reason"));
  return request;
}

}  // namespace imageco::complaintctl
