#include "clients/complaintctl/trial/next_step.h"

#include <string_view>
#include <variant>

#include "bridge/failure.h"
#include "clients/complaintctl/language/language.h"
#include "clients/complaintctl/sign/finding_printer.h"
#include "clients/complaintctl/sign/paste_doctor.h"
#include "clients/complaintctl/trial/trial_printer.h"

namespace imageco::complaintctl {
namespace {

using bridge::Failure;
using bridge::gateway::Answer;
using bridge::gateway::Sent;

// What the doctor says of an answer that did not verify.
void ExamineAnswer(const SeenExchange& seen, const std::string& key,
                   const std::shared_ptr<const bridge::gateway::Gbk>& gbk, std::ostream& stream) {
  if (key.empty() || seen.result.sent != Sent::kAnswered ||
      seen.answer.trust == Answer::Trust::kVerified) {
    return;
  }
  stream << Say("\nThe doctor on the answer:\n");
  if (!HasSign(seen, *gbk)) {
    constexpr std::string_view kQuestion = "Are answers always signed, those with an error too?";
    stream << Say(
        "It has no sign, and so tells nothing of how messages are signed. Ask the vendor:\n");
    if (SpokenLanguage() == Language::kEnglish) stream << "  " << kQuestion << '\n';
    stream << "  " << FindChinese(kQuestion) << '\n';
    return;
  }
  const absl::StatusOr<std::vector<Finding>> findings = ExaminePaste({gbk, seen.result.body, key});
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

constexpr std::string_view kLookAtPlatform =
    "Look at the complaint on the platform: does the consumer see the reply?\n";
constexpr std::string_view kTryAgain =
    "Try again, under a new transaction id where the consumer does not see the reply.\n";
constexpr std::string_view kSettle =
    "Once the server runs, `complaintctl settle` closes this one in the ledger.\n";

// What is to be mended before the next try; empty: nothing is known of it.
std::string_view MendingOf(const SeenExchange* seen, const bridge::gateway::Gbk& gbk) {
  if (seen == nullptr || seen->result.sent != Sent::kAnswered) return "";
  if (seen->answer.trust == Answer::Trust::kForeign) {
    return "What answered is not the vendor's interface, but a server or a proxy on the way:\n"
           "     compare gateway.url with the contract, to the last letter of its path.\n";
  }
  if (seen->answer.trust == Answer::Trust::kVerified) {
    return "The answer is verified and leaves open what became of the reply: look its id up in\n"
           "     the vendor's table, and see results in the merchant's configuration.\n";
  }
  if (HasSign(*seen, gbk)) {
    return "Put the lines that the doctor names into the merchant's configuration, those of\n"
           "     signature beside key_file. Where the consumer sees the reply, only its answer "
           "wanted them.\n";
  }
  return "Where the gateway speaks of our sign (签名错误), our scheme or key does not fit: "
         "compare\n"
         "     the text above that is signed with chapter 2.1 of the contract, step by step. Or "
         "ask\n"
         "     the vendor for one signed sample message, and `complaintctl sign doctor` names the\n"
         "     settings. Where it speaks of the message's form (报文格式错误): see wire, JSON or "
         "XML,\n"
         "     its charset, a form.\n";
}

void PrintStepsOnUnknown(const SeenExchange* seen, const bridge::gateway::Gbk& gbk,
                         std::ostream& stream) {
  int number = 0;
  for (const std::string_view step : {kLookAtPlatform, MendingOf(seen, gbk), kTryAgain, kSettle}) {
    if (!step.empty()) stream << "  " << ++number << ". " << InLanguage(step);
  }
}

std::string_view AdviceOnRefusal(const SeenExchange* seen, const bridge::gateway::Gbk& gbk) {
  if (seen != nullptr && !HasSign(*seen, gbk)) {
    return "  No signature was checked: this answer has none. Where it speaks of our sign or mac\n"
           "  (签名错误), see wire.xml_form_with_mac and signature; else look its id up in the\n"
           "  vendor's table. Where the consumer does not see the reply, try again under a new\n"
           "  transaction id.\n";
  }
  return "  The signatures fit: this answer is verified. What it says is about the reply: look "
         "its\n"
         "  id up in the vendor's table. Where the consumer does not see the reply, try again "
         "under\n"
         "  a new transaction id.\n";
}

std::string_view AdviceOn(complaint::v1::ErrorReason reason) {
  switch (reason) {
    case complaint::v1::GATEWAY_UNREACHABLE:
      return "  Nothing was sent. Check gateway.url, the name, the port, the firewall and the "
             "certificates\n"
             "  (a CA of the vendor's own: gateway.tls.ca_file), and try again with the same "
             "transaction id.\n";
    case complaint::v1::TRANSACTION_ID_REUSED:
      return "  This ledger knows the transaction id, with another text: use a new one.\n";
    default:
      return "  Nothing was sent. Mend what it says, and try again.\n";
  }
}

void PrintAdvice(complaint::v1::ErrorReason reason, const SeenExchange* seen,
                 const bridge::gateway::Gbk& gbk, std::ostream& stream) {
  stream << Say("\nWhat to do now:\n");
  if (reason == complaint::v1::OUTCOME_UNKNOWN) {
    PrintStepsOnUnknown(seen, gbk, stream);
  } else if (reason == complaint::v1::GATEWAY_REJECTED) {
    stream << InLanguage(AdviceOnRefusal(seen, gbk));
  } else {
    stream << InLanguage(AdviceOn(reason));
  }
}

}  // namespace

ExitCode PrintNextStep(const bridge::ReplyResult& result, const SeenExchange* seen,
                       const std::string& key,
                       const std::shared_ptr<const bridge::gateway::Gbk>& gbk, Console& console) {
  if (const auto* failure = std::get_if<Failure>(&result)) {
    if (seen == nullptr) console.out << '\n' << failure->message << '\n';
    if (seen != nullptr) ExamineAnswer(*seen, key, gbk, console.out);
    PrintAdvice(failure->reason, seen, *gbk, console.out);
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
