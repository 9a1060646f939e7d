#include "clients/complaintctl/call/admin_request.h"

#include <google/protobuf/util/time_util.h>

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "clients/complaintctl/language/language.h"

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
      return FlagError(
          "state", Say("$0: wants sending, delivered, rejected, unknown or not-delivered", name));
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
    return FlagError("page-size", Say("wants 1 to $0", kPageSizeMax));
  }
  request.set_page_size(size);
  return absl::OkStatus();
}

absl::Status TakePages(const CommandLine& line, ListRepliesRequest& request) {
  absl::Status fault = TakePageSize(line, request);
  if (fault.ok()) {
    fault = TakeTime(line, "from", &ListRepliesRequest::mutable_claimed_from, request);
  }
  if (fault.ok()) {
    fault = TakeTime(line, "before", &ListRepliesRequest::mutable_claimed_before, request);
  }
  return fault;
}

// What stands of `flags` and has to, and the verdict.
absl::Status CheckGiven(const CommandLine& line, const std::vector<std::string_view>& flags) {
  std::vector<std::string> missing = MissingFlags(line, flags);
  if (!line.Has("delivered") && !line.Has("not-delivered")) {
    missing.insert(missing.begin(), Say("--delivered or --not-delivered"));
  }
  return MissingError(missing);
}

absl::Status TakeFinding(const CommandLine& line, SettleReplyRequest& request) {
  if (line.Has("delivered") && line.Has("not-delivered")) {
    return FlagError("delivered", "does not go with --not-delivered");
  }
  request.set_isspid(line.Value("isspid"));
  request.set_settled_by(line.Value("by"));
  request.set_reason(line.Value("reason"));
  request.set_verdict(line.Has("delivered") ? complaint::v1::VERDICT_DELIVERED
                                            : complaint::v1::VERDICT_NOT_DELIVERED);
  return absl::OkStatus();
}

absl::Status TakeConfirmed(const CommandLine& line, std::optional<size_t>& confirmed) {
  if (!line.Has("yes-settle")) {
    if (line.Value("output") != "json") return absl::OkStatus();
    return FlagError("yes-settle", "is missing: with --output json nobody is asked");
  }
  uint32_t number = 0;
  if (!absl::SimpleAtoi(line.Value("yes-settle"), &number) || number == 0) {
    return FlagError("yes-settle", "wants the number of replies that were listed");
  }
  confirmed = number;
  return absl::OkStatus();
}

// When, and in which steps.
std::vector<Flag> PagesFlags() {
  return {
      {"from", "TIME", "Claimed at this time or later, e.g. 2024-06-17T09:00:00Z."},
      {"before", "TIME", "Claimed before this time."},
      {"page-size", "N", "How many are asked for at a time; all are shown. Default 500."},
  };
}

std::vector<Flag> Joined(std::vector<Flag> flags, const std::vector<Flag>& more) {
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

}  // namespace

std::vector<Flag> ListRequestFlags() {
  return Joined(
      {
          {"state", "S", "sending, delivered, rejected, unknown, not-delivered.", true},
          {"isspid", "X", "Merchant number. Default: all that the caller may administer."},
      },
      PagesFlags());
}

absl::StatusOr<ListRepliesRequest> MakeListRequest(const CommandLine& line) {
  ListRepliesRequest request;
  request.set_isspid(line.Value("isspid"));
  absl::Status fault = TakeStates(line, request);
  if (fault.ok()) fault = TakePages(line, request);
  if (!fault.ok()) return fault;
  return request;
}

std::vector<Flag> SettleRequestFlags() {
  std::vector<Flag> flags = {
      {"isspid", "X", "Merchant number. May be left out where the bridge serves one."},
      {"transaction-id", "T", "The reply's serial number."},
      {"delivered", "", "The complaint shows the reply."},
      {"not-delivered", "", "It does not, and nobody is working on it any more."},
      {"by", "WHO", "Who says so."},
      {"reason", "TEXT", "How they know. It is kept and logged."},
      {"all", "", "All unknown replies of --isspid, from --from to --before."},
  };
  flags = Joined(std::move(flags), PagesFlags());
  flags.push_back({"yes-settle", "N", "Settle them without asking, where they are N at most."});
  return flags;
}

absl::StatusOr<SettleReplyRequest> MakeSettleRequest(const CommandLine& line) {
  for (const char* flag : {"from", "before", "page-size", "yes-settle"}) {
    if (line.Has(flag)) return FlagError(flag, "goes with --all alone");
  }
  absl::Status fault = CheckGiven(line, {"transaction-id", "by", "reason"});
  SettleReplyRequest request;
  if (fault.ok()) fault = TakeFinding(line, request);
  if (!fault.ok()) return fault;
  request.set_transaction_id(line.Value("transaction-id"));
  return request;
}

absl::StatusOr<SettleAllRequest> MakeSettleAllRequest(const CommandLine& line) {
  if (line.Has("transaction-id")) return FlagError("transaction-id", "does not go with --all");
  absl::Status fault = CheckGiven(line, {"isspid", "from", "before", "by", "reason"});
  SettleAllRequest request;
  if (fault.ok()) fault = TakeFinding(line, request.finding);
  if (fault.ok()) fault = TakePages(line, request.replies);
  if (fault.ok()) fault = TakeConfirmed(line, request.confirmed);
  if (!fault.ok()) return fault;
  request.replies.set_isspid(line.Value("isspid"));
  request.replies.add_states(complaint::v1::REPLY_STATE_UNKNOWN);
  return request;
}

}  // namespace imageco::complaintctl
