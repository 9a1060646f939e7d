#include "clients/complaintctl/trial/next_step.h"

#include <string_view>
#include <variant>

#include "bridge/failure.h"
#include "clients/complaintctl/language/language.h"
#include "clients/complaintctl/sign/finding_printer.h"
#include "clients/complaintctl/sign/paste_doctor.h"

namespace imageco::complaintctl {
namespace {

using bridge::Failure;
using bridge::gateway::Answer;
using bridge::gateway::Sent;

// A message without one may come as it is, unlike in what people paste.
bool HasSign(const SignMaterial& material) {
  const auto readings = material.ReadMessage();
  return !readings.ok() || !readings->front().shown.ok() || !readings->front().shown->empty();
}

// What the doctor says of an answer that did not verify.
void ExamineAnswer(const SeenExchange& seen, const std::string& key,
                   const std::shared_ptr<const bridge::gateway::Gbk>& gbk, std::ostream& stream) {
  if (key.empty() || seen.result.sent != Sent::kAnswered ||
      seen.answer.trust == Answer::Trust::kVerified) {
    return;
  }
  stream << Say("\nThe doctor on the answer:\n");
  const SignMaterial material{gbk, seen.result.body, key};
  if (!HasSign(material)) {
    constexpr std::string_view kQuestion = "Are answers always signed, those with an error too?";
    stream << Say(
        "It has no sign, and so tells nothing of how messages are signed. Ask the vendor:\n");
    if (SpokenLanguage() == Language::kEnglish) stream << "  " << kQuestion << '\n';
    stream << "  " << FindChinese(kQuestion) << '\n';
    return;
  }
  const absl::StatusOr<std::vector<Finding>> findings = ExaminePaste(material);
  if (findings.ok()) {
    PrintFindings(*findings, stream);
  } else {
    stream << Say("The answer holds no message of the vendor's: $0\n",
                  InLanguage(std::string(findings.status().message())));
    PrintCauses(CausesOfNoMessage(seen.result.body), stream);
  }
}

ExitCode ToExitCode(complaint::v1::ErrorReason reason) {
  switch (reason) {
    case complaint::v1::OUTCOME_UNKNOWN:
    case complaint::v1::REPLY_IN_PROGRESS:
      return ExitCode::kOutcomeUnknown;
    case complaint::v1::GATEWAY_UNREACHABLE:
    case complaint::v1::CIRCUIT_OPEN:
    case complaint::v1::LEDGER_UNAVAILABLE:
    case complaint::v1::RATE_LIMITED:
    case complaint::v1::OVERLOADED:
    case complaint::v1::DEADLINE_TOO_SHORT:
      return ExitCode::kNothingSent;
    default:
      return ExitCode::kFailed;
  }
}

std::string_view AdviceOn(complaint::v1::ErrorReason reason) {
  switch (reason) {
    case complaint::v1::OUTCOME_UNKNOWN:
      return "  1. Look at the complaint on the platform: does the consumer see the reply?\n"
             "  2. Where the doctor names lines, put them into the merchant's configuration. Where "
             "the\n"
             "     gateway speaks of our sign (签名错误), it is our own scheme that does not fit: "
             "compare\n"
             "     the settings with chapter 2.1 of the contract, or ask the vendor for one signed "
             "sample\n"
             "     message and let `complaintctl sign doctor` find them.\n"
             "  3. Try again, under a new transaction id where the consumer does not see the "
             "reply.\n"
             "  4. Once the server runs, `complaintctl settle` closes this one in the ledger.\n";
    case complaint::v1::GATEWAY_REJECTED:
      return "  The signatures fit: this answer is verified. What it says is about the reply: look "
             "its\n"
             "  id up in the vendor's table, and try again under a new transaction id.\n";
    case complaint::v1::GATEWAY_UNREACHABLE:
      return "  Nothing was sent. Check gateway.url, the name, the port, the firewall and the "
             "certificates,\n"
             "  and try again with the same transaction id.\n";
    case complaint::v1::TRANSACTION_ID_REUSED:
      return "  This ledger knows the transaction id, with another text: use a new one.\n";
    default:
      return "  Nothing was sent. Mend what it says, and try again.\n";
  }
}

}  // namespace

ExitCode PrintNextStep(const bridge::ReplyResult& result, const SeenExchange* seen,
                       const std::string& key,
                       const std::shared_ptr<const bridge::gateway::Gbk>& gbk, Console& console) {
  if (const auto* failure = std::get_if<Failure>(&result)) {
    if (seen == nullptr) console.out << '\n' << failure->message << '\n';
    if (seen != nullptr) ExamineAnswer(*seen, key, gbk, console.out);
    console.out << Say("\nWhat to do now:\n") << InLanguage(AdviceOn(failure->reason));
    return ToExitCode(failure->reason);
  }
  const auto& response = std::get<complaint::v1::ReplyResponse>(result);
  console.out << (response.replayed() ? Say("\nDelivered, by an earlier send: the ledger has it.\n")
                                      : Say("\nDelivered, and verified: the consumer sees it.\n"))
              << Say("\nWhat to do now:\n")
              << Say("  Start complaint-server with this configuration.\n");
  return ExitCode::kOk;
}

}  // namespace imageco::complaintctl
