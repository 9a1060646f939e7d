#include "clients/complaintctl/call/settle_all.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/complaintctl/call/complaint_client.h"
#include "clients/complaintctl/call/failure_printer.h"
#include "clients/complaintctl/call/json_printer.h"
#include "clients/complaintctl/call/list_printer.h"
#include "clients/complaintctl/call/record_printer.h"
#include "clients/complaintctl/call/reply_pages.h"
#include "clients/complaintctl/call/text_line.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

using complaint::Reason;
using complaint::v1::GetReplyRequest;
using complaint::v1::GetReplyResponse;
using complaint::v1::ListRepliesResponse;
using complaint::v1::ReplyRecord;
using complaint::v1::SettleReplyRequest;
using complaint::v1::SettleReplyResponse;

// Nothing is open any more, by no fault of ours.
bool IsClosedMeanwhile(Reason reason) {
  return reason == Reason::kReplyNotUnknown || reason == Reason::kReplyNotFound;
}

class Settling {
 public:
  Settling(const CallOptions& options, const SettleAllRequest& request, Console& console)
      : options_(options), request_(request), console_(console), client_(options.destination) {}

  ExitCode Run();

 private:
  bool IsForPeople() const { return options_.format == OutputFormat::kPeople; }

  // Fills ids_, and shows people what it lists.
  std::optional<Failure> List();
  bool IsConfirmed();
  bool IsTyped();
  ExitCode SettleListed();

  // Comes back when the bridge says so, for as long as one call may take.
  std::variant<SettleReplyResponse, Failure> SettleInTurn(const SettleReplyRequest& request);

  // Of a reply that is open no more: what it is now.
  std::string StateOf(const SettleReplyRequest& request);

  void TellSettled(const SettleReplyResponse& response);
  void TellSkipped(const SettleReplyRequest& request, const Failure& failure);
  void TellEnd();

  const CallOptions& options_;
  const SettleAllRequest& request_;
  Console& console_;
  ComplaintClient client_;
  std::vector<std::string> ids_;
  size_t settled_ = 0;
  size_t skipped_ = 0;
};

std::optional<Failure> Settling::List() {
  ListPrinter printer(options_.format, console_);
  auto failure = ReadPages(client_, request_.replies, [&](const ListRepliesResponse& page) {
    for (const ReplyRecord& record : page.replies()) ids_.push_back(record.transaction_id());
    return IsForPeople() ? printer.Print(page) : true;
  });
  if (!failure) printer.Finish();
  return failure;
}

bool Settling::IsTyped() {
  const bool delivered = request_.finding.verdict() == complaint::v1::VERDICT_DELIVERED;
  console_.err << (delivered
                       ? Say("\nTo settle all of them as DELIVERED, type their number, $0: ",
                             ids_.size())
                       : Say("\nTo settle all of them as NOT_DELIVERED, so that callers may send "
                             "them again, type their number, $0: ",
                             ids_.size()))
               << std::flush;
  std::string typed;
  std::getline(console_.in, typed);
  if (absl::StripAsciiWhitespace(typed) == absl::StrCat(ids_.size())) return true;
  console_.err << Say("Nothing was settled.\n");
  return false;
}

bool Settling::IsConfirmed() {
  if (!request_.confirmed) return IsTyped();
  if (ids_.size() <= *request_.confirmed) return true;
  console_.err << Say(
      "Nothing was settled: there are $0 such replies, more than --yes-settle $1. "
      "Look at the list again.\n",
      ids_.size(), *request_.confirmed);
  return false;
}

std::variant<SettleReplyResponse, Failure> Settling::SettleInTurn(
    const SettleReplyRequest& request) {
  const absl::Time until = absl::Now() + options_.destination.deadline;
  while (true) {
    auto outcome = client_.SettleReply(request);
    const auto* failure = std::get_if<Failure>(&outcome);
    if (failure == nullptr || !failure->error.retry_delay) return outcome;
    const absl::Duration delay = absl::FromChrono(*failure->error.retry_delay);
    if (absl::Now() + delay > until) return outcome;
    absl::SleepFor(std::max(delay, absl::Milliseconds(1)));
  }
}

std::string Settling::StateOf(const SettleReplyRequest& request) {
  GetReplyRequest asked;
  asked.set_isspid(request.isspid());
  asked.set_transaction_id(request.transaction_id());
  const auto outcome = client_.GetReply(asked);
  if (std::holds_alternative<Failure>(outcome)) return Say("it is open no more");
  const ReplyRecord& record = std::get<GetReplyResponse>(outcome).reply();
  const std::string state = NameOf(record.state());
  return record.has_finding() ? Say("it is $0: $1", state, ToText(record.finding()))
                              : Say("it is $0", state);
}

void Settling::TellSettled(const SettleReplyResponse& response) {
  ++settled_;
  if (!IsForPeople()) {
    PrintJson(response, JsonLayout::kLine, console_);
  } else {
    console_.out << Say("$0: settled as $1\n", Printable(response.reply().transaction_id()),
                        NameOf(response.reply().state()));
  }
  // Whoever ends it is to have read of all that was done.
  console_.out.flush();
}

void Settling::TellSkipped(const SettleReplyRequest& request, const Failure& failure) {
  ++skipped_;
  if (!IsForPeople()) {
    PrintFailure(failure, options_.format, console_);
  } else {
    console_.out << Printable(Say("$0: skipped, $1", request.transaction_id(), StateOf(request)))
                 << '\n';
  }
  console_.out.flush();
}

void Settling::TellEnd() {
  if (!IsForPeople()) return;
  console_.out << Say("\nSettled $0 of $1.", settled_, ids_.size());
  if (skipped_ > 0) console_.out << Say(" Settled meanwhile by others: $0.", skipped_);
  const size_t left = ids_.size() - settled_ - skipped_;
  if (left > 0) console_.out << Say(" Left: $0. Run it again: it goes on with them.", left);
  console_.out << '\n';
}

ExitCode Settling::SettleListed() {
  SettleReplyRequest request = request_.finding;
  for (const std::string& id : ids_) {
    request.set_transaction_id(id);
    const auto outcome = SettleInTurn(request);
    const auto* failure = std::get_if<Failure>(&outcome);
    if (failure == nullptr) {
      TellSettled(std::get<SettleReplyResponse>(outcome));
    } else if (IsClosedMeanwhile(failure->error.reason)) {
      TellSkipped(request, *failure);
    } else {
      const ExitCode exit = PrintFailure(*failure, options_.format, console_);
      TellEnd();
      return exit;
    }
  }
  TellEnd();
  return ExitCode::kOk;
}

ExitCode Settling::Run() {
  if (const auto failure = List()) return PrintFailure(*failure, options_.format, console_);
  if (ids_.empty()) return ExitCode::kOk;
  return IsConfirmed() ? SettleListed() : ExitCode::kFailed;
}

}  // namespace

ExitCode SettleAll(const CallOptions& options, const SettleAllRequest& request, Console& console) {
  return Settling(options, request, console).Run();
}

}  // namespace imageco::complaintctl
