#include "clients/complaintctl/sign/likely_cause.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "bridge/gateway/codec/character.h"
#include "bridge/gateway/signature/key_file.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

constexpr size_t kCausesMax = 3;

// The signs of the vendor's page, which repeats them on messages of other interfaces.
constexpr std::string_view kPlaceholders[] = {"2EB4051F33C84719D59E0F5EADACF5D2",
                                              "824FE953936278AEE61CA8CEE8A08C86"};

bool IsPlaceholder(std::string_view shown) {
  const std::string upper = absl::AsciiStrToUpper(std::string(shown));
  return std::find(std::begin(kPlaceholders), std::end(kPlaceholders), upper) !=
         std::end(kPlaceholders);
}

LikelyCause AskVendor(std::string what, Text question) {
  return {std::move(what), question.english(), FindChinese(question.english())};
}

LikelyCause Placeholder() {
  return AskVendor(
      "The sign is a placeholder of the vendor's page, which no key fits.",
      "Please send us one request that your test system took and its answer, byte by byte, "
      "with their real signs.");
}

LikelyCause OtherDigest(const std::string& name) {
  return AskVendor(
      Say("The sign is $0.", InLanguage(name)),
      "Which digest makes the sign: MD5, HMAC-MD5, SHA-256 or HMAC-SHA256? Is it written in "
      "hex, and how many digits?");
}

LikelyCause Masked() {
  return AskVendor(
      "Something masked the message: there are asterisks or dots in place of a text, such as "
      "tcpdump -A puts for Chinese.",
      "Take it from before the logger, or with tcpdump -X. Where that is not to be had, ask: "
      "please send us this message unmasked.");
}

LikelyCause LostCharacters() {
  return {
      "Characters were lost to a change of charset: there are U+FFFD or question marks in "
      "place of a text.",
      "Take the bytes as they travelled, without any editor or terminal between.", ""};
}

LikelyCause DoubtfulKey(const std::string& doubt) {
  return AskVendor(
      Say("The key file holds more than the key: it $0. What is likely meant was tried too.",
          InLanguage(doubt)),
      "Please send us the key again, alone, and say how many characters it has.");
}

LikelyCause OtherKey() {
  return AskVendor(
      "It is the key of another merchant, or of another system (test or production).",
      "Which key signs for this merchant number and platform number (isspid, system_id) in "
      "this environment? Has it been changed?");
}

LikelyCause Altered() {
  return {
      "Something altered the message on its way into the file: a logger that masks, cuts or "
      "escapes, a pretty printer, an editor, a change of charset.",
      "Take its bytes as they travelled, from the HTTP client or a proxy.", ""};
}

LikelyCause OtherRule() {
  return AskVendor(
      "The vendor signs by a rule that the bridge does not have.",
      "Please send us chapter 2.1 of the manual (how the sign is made) with one worked "
      "example: the message, the text that is digested, the sign.");
}

LikelyCause BeforeItWasSigned() {
  return {"It was written down before it was signed, or by a logger that leaves the sign out.",
          "Take it as it travelled, from the HTTP client or a proxy.", ""};
}

LikelyCause EmptySign() {
  return {"Its sign is empty: what made it had no key.",
          "Look how the program that made it finds its key.", ""};
}

LikelyCause UnsignedAnswer() {
  return AskVendor("It is an answer that the vendor does not sign (signature.answer_sign).",
                   "Are answers always signed, those with an error too?");
}

LikelyCause SignElsewhere() {
  return AskVendor(
      "The sign stands elsewhere: in a header, in the URL, or in a member of another name.",
      "Where does the sign stand, and under which name?");
}

LikelyCause Empty() {
  return {"It is empty: the body was not captured, or another file was meant.",
          "Take the body from the HTTP client or a proxy.", ""};
}

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isxdigit(c); });
}

bool IsBase64(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '+' || c == '/' || c == '=';
  });
}

std::string NameOfHex(size_t digits) {
  switch (digits) {
    case 16:
      return "16 hex digits, as half an MD5 has";
    case 40:
      return "40 hex digits, as SHA-1 has, which the bridge does not support";
    case 56:
      return "56 hex digits, as SHA-224 has, which the bridge does not support";
    case 64:
      return "64 hex digits, as SHA-256 and HMAC-SHA256 have, which were tried, and SM3, which the "
             "bridge does not support";
    case 96:
      return "96 hex digits, as SHA-384 has, which the bridge does not support";
    case 128:
      return "128 hex digits, as SHA-512 has, which the bridge does not support";
    default:
      break;
  }
  const bool rsa = digits >= 256 && digits % 256 == 0;
  return rsa ? Say("$0 hex digits, as an RSA signature has, which the bridge does not support",
                   digits)
             : Say("$0 hex digits, which no digest has, as if it were cut", digits);
}

std::string NameOfBase64(size_t characters) {
  switch (characters) {
    case 24:
      return "Base64 of 16 bytes, as of an MD5; the bridge takes hex digits alone";
    case 28:
      return "Base64 of 20 bytes, as of a SHA-1, which the bridge does not support";
    case 44:
      return "Base64 of 32 bytes, as of a SHA-256; the bridge takes hex digits alone";
    default:
      break;
  }
  return characters >= 172 && characters % 4 == 0
             ? "Base64, as an RSA signature is, which the bridge does not support"
             : std::string();
}

bool IsMasked(std::string_view text) {
  for (const std::string_view mark : {"***", "...\"", "…\"", "xxxx\"", "XXXX\""}) {
    if (text.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

bool HasLostCharacters(std::string_view text) {
  for (const std::string_view mark : {"\uFFFD", "锟斤拷", "???"}) {
    if (text.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

// Of names of the vendor's, as forms, maps of Java and the text that is signed have them.
bool HasPairs(std::string_view text) {
  for (const std::string_view pair : {"isspid=", "request_type=", "response_type=", "&key="}) {
    if (text.find(pair) != std::string_view::npos) return true;
  }
  return false;
}

std::vector<LikelyCause> FirstOf(std::vector<LikelyCause> causes) {
  if (causes.size() > kCausesMax) causes.erase(causes.begin() + kCausesMax, causes.end());
  return causes;
}

}  // namespace

std::string NameOfSign(std::string_view shown) {
  constexpr size_t kMd5Digits = 32;
  if (IsHex(shown)) return shown.size() == kMd5Digits ? "" : NameOfHex(shown.size());
  const std::string base64 = IsBase64(shown) ? NameOfBase64(shown.size()) : "";
  return base64.empty() ? "not hex digits alone, as if it were cut or masked" : base64;
}

std::vector<LikelyCause> CausesOfMisfit(const ReceivedMessage& message, const std::string& key) {
  if (IsPlaceholder(*message.shown)) return {Placeholder()};
  std::vector<LikelyCause> causes;
  if (const std::string name = NameOfSign(*message.shown); !name.empty()) {
    causes.push_back(OtherDigest(name));
  }
  if (HasLostCharacters(message.text)) causes.push_back(LostCharacters());
  if (IsMasked(message.text)) causes.push_back(Masked());
  if (const std::string doubt = bridge::gateway::DoubtAboutKey(key); !doubt.empty()) {
    causes.push_back(DoubtfulKey(doubt));
  }
  causes.push_back(OtherKey());
  causes.push_back(Altered());
  causes.push_back(OtherRule());
  return FirstOf(std::move(causes));
}

std::vector<LikelyCause> CausesOfNoSign(const ReceivedMessage& message) {
  if (IsXml(message)) {
    return {{"The form holds xml and no mac: it was copied in part.",
             "Take the whole body, from xml= to the end of mac=.", ""},
            AskVendor("The vendor takes XML in a form without a mac.",
                      "Must the form hold a mac beside xml, and how is it made?")};
  }
  const bool request = KindOf(message) == "request";
  return {BeforeItWasSigned(), request ? EmptySign() : UnsignedAnswer(), SignElsewhere()};
}

std::vector<LikelyCause> CausesOfNoMessage(std::string_view text) {
  if (bridge::gateway::IsAllBlank(text)) return {Empty()};
  if (absl::AsciiStrToLower(std::string(text)).find("<html") != std::string::npos) {
    return {AskVendor("It is a page of a proxy or of a servlet container, not of the gateway.",
                      "Which URL takes this interface, and from which addresses may we call it?")};
  }
  std::vector<LikelyCause> causes;
  if (HasPairs(text)) {
    causes.push_back(
        AskVendor("It is name=value pairs and no message: a form, the text that is signed, or a "
                  "map as a program prints it.",
                  "Take the body itself. If it is such pairs: does the interface take JSON or "
                  "XML too?"));
  }
  causes.push_back({"It was cut, or only a part of it was copied.",
                    "Take it from its first { or < to its last } or >.", ""});
  causes.push_back(
      AskVendor("What was copied is not what travelled: it is encrypted, compressed, in Base64, "
                "or written by a program in a way of its own.",
                "Take the body from the HTTP client or a proxy. If it is such there: is the "
                "message encrypted or compressed?"));
  causes.push_back(
      {"It is in another charset than UTF-8 or GBK, as UTF-16, or holds control "
       "characters.",
       "Save the file as UTF-8.", ""});
  const bool begins = text.find_first_of("{<%") != std::string_view::npos;
  if (!begins) std::swap(causes[causes.size() - 3], causes[causes.size() - 2]);
  return FirstOf(std::move(causes));
}

}  // namespace imageco::complaintctl
