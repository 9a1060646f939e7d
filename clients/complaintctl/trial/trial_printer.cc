#include "clients/complaintctl/trial/trial_printer.h"

#include <google/protobuf/text_format.h>

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bridge/gateway/codec/utf8.h"
#include "clients/complaintctl/language/language.h"
#include "server/capture/exchange_text.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Answer;
using bridge::gateway::Sent;

// Of wire, signature and results: what is set; without the key's file.
std::string SettingsOf(const bridge::config::v1::Merchant& merchant) {
  bridge::config::v1::Merchant shown;
  if (merchant.has_wire()) *shown.mutable_wire() = merchant.wire();
  if (merchant.has_signature()) *shown.mutable_signature() = merchant.signature();
  if (merchant.has_results()) *shown.mutable_results() = merchant.results();
  shown.mutable_signature()->clear_key_file();
  shown.mutable_signature()->clear_second_key_file();
  if (shown.signature().ByteSizeLong() == 0) shown.clear_signature();
  std::string text;
  google::protobuf::TextFormat::PrintToString(shown, &text);
  return text;
}

std::string LedgerOf(const bridge::config::v1::LedgerConfig& ledger) {
  if (ledger.has_postgres()) return "PostgreSQL";
  if (ledger.has_memory()) return Say("in memory: forgotten when this ends");
  return absl::StrCat("SQLite, ", ledger.sqlite().file());
}

void PrintIndented(absl::string_view text, std::ostream& stream) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    stream << "    " << std::string_view(line.data(), line.size()) << '\n';
  }
}

// As a terminal shows it.
void PrintBytes(const std::string& bytes, const bridge::gateway::Gbk& gbk, std::ostream& stream) {
  if (bridge::gateway::CountCodePoints(bytes)) return PrintIndented(bytes, stream);
  const absl::StatusOr<std::string> text = gbk.Decode(bytes);
  if (!text.ok()) {
    stream << Say("  (neither UTF-8 nor GBK: $0 bytes)\n", bytes.size());
    return;
  }
  stream << Say("  (in GBK:)\n");
  PrintIndented(*text, stream);
}

void PrintSetting(std::string_view name, std::string_view value, std::ostream& stream) {
  stream << Padded(InLanguage(name), 10) << value << '\n';
}

void PrintCheck(bool holds, std::string_view what, std::ostream& stream) {
  stream << "  " << Padded(holds ? Say("yes") : Say("no"), 5) << InLanguage(what) << '\n';
}

}  // namespace

void PrintMerchant(const bridge::config::v1::BridgeConfig& config, std::ostream& stream) {
  const bridge::config::v1::Merchant& merchant = config.merchants(0);
  PrintSetting("merchant", merchant.isspid(), stream);
  PrintSetting("gateway", server::EndpointOf(merchant.gateway()), stream);
  const std::string& key_file = merchant.signature().key_file();
  PrintSetting("key", key_file.empty() ? Say("none") : key_file, stream);
  PrintSetting("ledger", LedgerOf(config.ledger()), stream);
  const std::string settings = SettingsOf(merchant);
  if (settings.empty()) {
    PrintSetting("settings", Say("the defaults: JSON in UTF-8, signed as SORTED_PAIRS"), stream);
  } else {
    stream << InLanguage("settings") << '\n';
    PrintIndented(settings, stream);
  }
}

void PrintMessage(const std::string& message, const bridge::gateway::Gbk& gbk,
                  std::ostream& stream) {
  stream << Say("\nThe message, $0 bytes:\n", message.size());
  PrintBytes(message, gbk, stream);
}

void PrintExchange(const SeenExchange& seen, const bridge::gateway::Gbk& gbk,
                   std::ostream& stream) {
  const bool is_answered = seen.result.sent == Sent::kAnswered;
  stream << Say("\nWhat came back:\n");
  if (!seen.result.head.empty()) PrintIndented(seen.result.head, stream);
  if (is_answered && !seen.result.body.empty()) {
    stream << '\n';
    PrintBytes(seen.result.body, gbk, stream);
  }
  if (!is_answered) stream << "  " << seen.result.error << '\n';

  stream << Say("\nWhat it proves:\n");
  PrintCheck(seen.result.sent != Sent::kNothing, "the message left, or some of it", stream);
  PrintCheck(is_answered, "a whole HTTP answer came", stream);
  if (!is_answered) return;
  PrintCheck(seen.answer.trust != Answer::Trust::kForeign, "it is a message of the vendor's kind",
             stream);
  PrintCheck(seen.answer.trust == Answer::Trust::kVerified,
             seen.answer.fault.empty() ? "it is verified: the answer to this request"
                                       : Say("it is verified: $0", seen.answer.fault),
             stream);
  stream << Say("\nThe outcome: $0\n", server::DescribeOutcome(seen.outcome));
}

}  // namespace imageco::complaintctl
