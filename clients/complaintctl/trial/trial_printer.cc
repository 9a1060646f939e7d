#include "clients/complaintctl/trial/trial_printer.h"

#include <google/protobuf/text_format.h>

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bridge/gateway/codec/utf8.h"
#include "bridge/gateway/signature/digest.h"
#include "bridge/gateway/signature/key_file.h"
#include "bridge/gateway/signature/signature.h"
#include "clients/complaintctl/language/language.h"
#include "clients/complaintctl/sign/signed_message.h"
#include "server/capture/exchange_text.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Answer;
using bridge::gateway::Sent;

constexpr char kKeysPlace[] = "[key]";

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

std::string NameOfDigest(bridge::config::v1::Digest digest) {
  switch (digest) {
    case bridge::config::v1::DIGEST_HMAC_MD5:
      return "HMAC-MD5";
    case bridge::config::v1::DIGEST_SHA256:
      return "SHA-256";
    case bridge::config::v1::DIGEST_HMAC_SHA256:
      return "HMAC-SHA256";
    default:
      return "MD5";
  }
}

// Of JSON, by `scheme`, in which nothing is unset.
void PrintSignedJson(const bridge::config::v1::Signature& scheme, const ReceivedMessage& message,
                     const std::shared_ptr<const bridge::gateway::Gbk>& gbk, std::ostream& stream) {
  const auto signature = bridge::gateway::Signature::Make(scheme, kKeysPlace, gbk);
  if (!signature.ok()) return;
  const std::string digest = NameOfDigest(scheme.digest());
  const std::string_view charset =
      scheme.charset() == bridge::config::v1::CHARSET_GBK ? "GBK" : "UTF-8";
  const std::string_view letters = InLanguage(
      scheme.hex_case() == bridge::config::v1::HEX_CASE_LOWER ? "lower case" : "upper case");
  stream << (bridge::gateway::IsHmac(scheme.digest())
                 ? Say("\nIts sign is the $0 by the key, in $1, of this text in $2:\n", digest,
                       letters, charset)
                 : Say("\nIts sign is the $0, in $1, of this text in $2, where [key] is the key:\n",
                       digest, letters, charset));
  PrintIndented(signature->SignedText(message.text, message.root), stream);
}

void PrintSetting(std::string_view name, std::string_view value, std::ostream& stream) {
  stream << Padded(InLanguage(name), 10) << value << '\n';
}

void PrintCheck(bool holds, std::string_view what, std::ostream& stream) {
  stream << "  " << Padded(holds ? Say("yes") : Say("no"), 5) << InLanguage(what) << '\n';
}

}  // namespace

void PrintMerchant(const bridge::config::v1::BridgeConfig& config, const std::string& key,
                   std::ostream& stream) {
  const bridge::config::v1::Merchant& merchant = config.merchants(0);
  PrintSetting("merchant", merchant.isspid(), stream);
  PrintSetting("gateway", server::EndpointOf(merchant.gateway()), stream);
  const std::string& key_file = merchant.signature().key_file();
  PrintSetting("key", key_file.empty() ? Say("none") : key_file, stream);
  if (const std::string doubt = bridge::gateway::DoubtAboutKey(key); !doubt.empty()) {
    PrintSetting("", Say("is this the whole key and nothing else? It $0", InLanguage(doubt)),
                 stream);
  }
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

void PrintSignedText(const bridge::config::v1::Merchant& merchant, const std::string& message,
                     const std::shared_ptr<const bridge::gateway::Gbk>& gbk, std::ostream& stream) {
  const bridge::config::v1::Wire& wire = merchant.wire();
  const auto readings = ReadSignedMessage(message, wire.json_charset(), *gbk);
  if (!readings.ok()) return;
  const ReceivedMessage& read = readings->front();
  if (!IsXml(read)) {
    PrintSignedJson(bridge::gateway::WithDefaults(merchant.signature()), read, gbk, stream);
  } else if (wire.xml_form_with_mac()) {
    stream << Say("\nIts mac is the $0, in $1, of this text in $2, where [key] is the key:\n",
                  "MD5", InLanguage("lower case"), "GBK");
    PrintBytes(absl::StrCat(kKeysPlace, read.text, kKeysPlace), *gbk, stream);
  } else {
    stream << Say("\nIt carries neither sign nor mac: see wire.xml_form_with_mac.\n");
  }
}

bool HasSign(const SeenExchange& seen, const bridge::gateway::Gbk& gbk) {
  const auto readings =
      ReadSignedMessage(seen.result.body, bridge::config::v1::CHARSET_UNSPECIFIED, gbk);
  return !readings.ok() || !readings->front().shown.ok() || !readings->front().shown->empty();
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
  if (seen.answer.trust != Answer::Trust::kVerified) {
    PrintCheck(false, Say("it is verified: $0", seen.answer.fault), stream);
  } else if (HasSign(seen, gbk)) {
    PrintCheck(true, "it is verified: the answer to this request", stream);
  } else {
    PrintCheck(true,
               "it is the answer to this request; it has no sign, and TLS alone vouches for it",
               stream);
  }
  stream << Say("\nThe outcome: $0\n", server::DescribeOutcome(seen.outcome));
}

}  // namespace imageco::complaintctl
