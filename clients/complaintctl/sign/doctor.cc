#include "clients/complaintctl/sign/doctor.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/signature/signature.h"
#include "clients/complaintctl/sign/scheme.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Gbk;
using bridge::gateway::Signature;

// The signs of the vendor's page, which repeats them on messages of other interfaces.
constexpr std::string_view kPlaceholders[] = {"2EB4051F33C84719D59E0F5EADACF5D2",
                                              "824FE953936278AEE61CA8CEE8A08C86"};
constexpr size_t kMd5HexDigits = 32;

// Those by which `accepts` takes the message's sign.
template <typename Accepts>
std::vector<config::v1::Signature> FittingSchemes(const std::string& key,
                                                  const std::shared_ptr<const Gbk>& gbk,
                                                  const Accepts& accepts) {
  std::vector<config::v1::Signature> fitting;
  for (const config::v1::Signature& scheme : AllSchemes()) {
    const absl::StatusOr<Signature> signature = Signature::Make(scheme, key, gbk);
    if (signature.ok() && accepts(*signature)) fitting.push_back(scheme);
  }
  return fitting;
}

// To the letter; where none fits so, those by which the bridge verifies it.
std::vector<config::v1::Signature> FittingSchemes(const ReceivedMessage& message,
                                                  const std::string& key,
                                                  const std::shared_ptr<const Gbk>& gbk) {
  std::vector<config::v1::Signature> fitting =
      FittingSchemes(key, gbk, [&message](const Signature& signature) {
        const absl::StatusOr<std::string> expected = ExpectedSign(message, signature);
        return expected.ok() && *expected == *message.shown;
      });
  if (!fitting.empty()) return fitting;
  return FittingSchemes(key, gbk, [&message](const Signature& signature) {
    return bridge::gateway::VerifySign(message, signature).ok();
  });
}

// Whether the mac of an XML form fits.
bool MacFits(const ReceivedMessage& message, const std::string& key,
             const std::shared_ptr<const Gbk>& gbk) {
  const absl::StatusOr<Signature> signature = Signature::Make({}, key, gbk);
  if (!signature.ok()) return false;
  return bridge::gateway::VerifySign(message, *signature).ok();
}

std::string_view MessageThatTells(std::string_view setting) {
  if (setting == "charset") return "a request with Chinese text";
  if (setting == "nested") return "an answer with its result node";
  if (setting == "hex_case") return "a message whose sign has a letter";
  return "a message with more members";
}

std::vector<OpenSetting> OpenSettings(const ReceivedMessage& message,
                                      const std::vector<config::v1::Signature>& fitting) {
  std::vector<OpenSetting> open;
  if (message.charset == config::v1::CHARSET_UNSPECIFIED) {
    open.push_back({"wire.json_charset", {"utf8", "gbk"}, MessageThatTells("charset")});
  }
  for (const SchemeSetting& setting : SchemeSettings()) {
    OpenSetting seen{"signature." + setting.field->name(), {}, {}};
    for (const config::v1::Signature& scheme : fitting) {
      const std::string value = ValueName(scheme, setting);
      const bool known = std::count(seen.values.begin(), seen.values.end(), value) > 0;
      if (!value.empty() && !known) seen.values.push_back(value);
    }
    if (seen.values.size() < 2) continue;
    seen.told_by = MessageThatTells(setting.field->name());
    open.push_back(std::move(seen));
  }
  return open;
}

bool IsPlaceholder(const std::string& shown) {
  const std::string upper = absl::AsciiStrToUpper(shown);
  return std::find(std::begin(kPlaceholders), std::end(kPlaceholders), upper) !=
         std::end(kPlaceholders);
}

bool IsMd5Hex(const std::string& shown) {
  return shown.size() == kMd5HexDigits &&
         std::all_of(shown.begin(), shown.end(),
                     [](unsigned char c) { return absl::ascii_isxdigit(c); });
}

bool HasInnerSpace(const std::string& key) {
  return std::any_of(key.begin(), key.end(), [](unsigned char c) { return c <= ' ' || c >= 0x7F; });
}

// What to look at where no scheme fits.
std::vector<std::string> NotesOnMisfit(const ReceivedMessage& message, const std::string& key) {
  if (IsPlaceholder(*message.shown)) {
    return {
        "The sign is a placeholder of the vendor's page, which no key fits. Take a message that "
        "the gateway really sent or took."};
  }
  std::vector<std::string> notes;
  if (!IsMd5Hex(*message.shown)) {
    notes.emplace_back("The sign is not 32 hex digits in one case, so it is no MD5 as it stands.");
  }
  if (HasInnerSpace(key)) {
    notes.emplace_back(
        "The key holds a blank, a control or a non-ASCII character, which counts everywhere but at "
        "its end: is it the key alone?");
  }
  if (message.text.find('\n') != std::string::npos && !IsXml(message)) {
    notes.emplace_back(
        "The message is spread over lines, as by a pretty printer: take its bytes as they "
        "travelled.");
  }
  notes.emplace_back("Is it the key of this merchant, and of this system (test or production)?");
  notes.emplace_back(
      "Did something alter the message on its way into the file: a logger that masks, cuts or "
      "escapes, an editor, a change of charset?");
  return notes;
}

Diagnosis DiagnoseXml(const ReceivedMessage& message) {
  Diagnosis diagnosis;
  const auto& nodes = message.root.children;
  diagnosis.fits = std::none_of(nodes.begin(), nodes.end(), [](const bridge::gateway::Node& node) {
    return node.name == bridge::gateway::kSignMember;
  });
  diagnosis.notes = {diagnosis.fits
                         ? "XML carries no signature: TLS alone vouches for it."
                         : "This XML has a sign node, which none of the bridge's schemes makes."};
  return diagnosis;
}

Diagnosis DiagnoseShown(const ReceivedMessage& message, const std::string& key,
                        const std::shared_ptr<const Gbk>& gbk) {
  Diagnosis diagnosis;
  if (IsXml(message)) {
    diagnosis.fits = MacFits(message, key, gbk);
  } else {
    const std::vector<config::v1::Signature> fitting = FittingSchemes(message, key, gbk);
    diagnosis.fits = !fitting.empty();
    if (diagnosis.fits) {
      *diagnosis.settings.mutable_signature() = fitting.front();
      diagnosis.open = OpenSettings(message, fitting);
    }
  }
  if (!diagnosis.fits) diagnosis.notes = NotesOnMisfit(message, key);
  return diagnosis;
}

Diagnosis DiagnoseReading(const ReceivedMessage& message, const std::string& key,
                          const std::shared_ptr<const Gbk>& gbk) {
  Diagnosis diagnosis;
  const bool in_form = !message.form_field.empty();
  if (!message.shown.ok()) {
    diagnosis.notes = {absl::StrCat("The message: ", message.shown.status().message(), ".")};
  } else if (!message.shown->empty()) {
    diagnosis = DiagnoseShown(message, key, gbk);
  } else if (IsXml(message) && !in_form) {
    diagnosis = DiagnoseXml(message);
  } else {
    diagnosis.notes = {IsXml(message) ? "The form has no mac beside its xml."
                                      : "The message has no sign: take it as it travelled."};
  }
  if (diagnosis.fits) *diagnosis.settings.mutable_wire() = WireOf(message);
  return diagnosis;
}

}  // namespace

Diagnosis Diagnose(const std::vector<ReceivedMessage>& readings, const std::string& key,
                   const std::shared_ptr<const Gbk>& gbk) {
  std::optional<Diagnosis> likeliest;
  for (const ReceivedMessage& message : readings) {
    Diagnosis diagnosis = DiagnoseReading(message, key, gbk);
    if (diagnosis.fits) return diagnosis;
    if (!likeliest) likeliest = std::move(diagnosis);
  }
  return *std::move(likeliest);
}

}  // namespace imageco::complaintctl
