#include "clients/complaintctl/sign/doctor.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/signature/digest.h"
#include "bridge/gateway/signature/signature.h"
#include "clients/complaintctl/language/language.h"
#include "clients/complaintctl/sign/scheme.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Gbk;
using bridge::gateway::Signature;

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

// To the letter; where none fits so, in other letters; where none does either, those by which the
// bridge verifies it.
std::vector<config::v1::Signature> FittingSchemes(const ReceivedMessage& message,
                                                  const std::string& key,
                                                  const std::shared_ptr<const Gbk>& gbk) {
  const auto to_the_letter = [&message](const Signature& signature) {
    const absl::StatusOr<std::string> expected = ExpectedSign(message, signature);
    return expected.ok() && *expected == *message.shown;
  };
  const auto in_other_letters = [&message](const Signature& signature) {
    const absl::StatusOr<std::string> expected = ExpectedSign(message, signature);
    return expected.ok() && bridge::gateway::SameDigest(*expected, *message.shown);
  };
  const auto as_the_bridge = [&message](const Signature& signature) {
    return bridge::gateway::VerifySign(message, signature).ok();
  };
  std::vector<config::v1::Signature> fitting = FittingSchemes(key, gbk, to_the_letter);
  if (fitting.empty()) fitting = FittingSchemes(key, gbk, in_other_letters);
  if (fitting.empty()) fitting = FittingSchemes(key, gbk, as_the_bridge);
  return fitting;
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

void AddOpenSettings(const std::vector<config::v1::Signature>& fitting,
                     std::vector<OpenSetting>& open) {
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
}

// What fits by these schemes, of which there is one at least.
Diagnosis FitBy(std::vector<config::v1::Signature> schemes) {
  Diagnosis diagnosis;
  diagnosis.fits = true;
  *diagnosis.settings.mutable_signature() = schemes.front();
  AddOpenSettings(schemes, diagnosis.open);
  diagnosis.schemes = std::move(schemes);
  return diagnosis;
}

bool Contains(const std::vector<config::v1::Signature>& schemes,
              const config::v1::Signature& scheme) {
  const std::string bytes = scheme.SerializeAsString();
  return std::any_of(schemes.begin(), schemes.end(),
                     [&bytes](const auto& other) { return other.SerializeAsString() == bytes; });
}

Diagnosis DiagnoseXml(const ReceivedMessage& message) {
  Diagnosis diagnosis;
  if (HasNode(message, bridge::gateway::kSignMember)) {
    diagnosis.notes = {"This XML has a sign node, which none of the bridge's schemes makes."};
  } else if (KindOf(message) == kOtherKind) {
    diagnosis.notes = {
        "This XML is no message of the vendor's: it has no request_type or "
        "response_type."};
    diagnosis.causes = CausesOfNoMessage(message.text);
  } else {
    diagnosis.fits = true;
    diagnosis.notes = {"XML carries no signature: TLS alone vouches for it."};
  }
  return diagnosis;
}

bool IsInMixedCase(std::string_view hex) {
  return std::any_of(hex.begin(), hex.end(),
                     [](unsigned char c) { return absl::ascii_isupper(c); }) &&
         std::any_of(hex.begin(), hex.end(),
                     [](unsigned char c) { return absl::ascii_islower(c); });
}

bool IsSignedInGbkAlone(const Diagnosis& diagnosis) {
  return !diagnosis.schemes.empty() &&
         std::all_of(diagnosis.schemes.begin(), diagnosis.schemes.end(), [](const auto& scheme) {
           return scheme.charset() == config::v1::CHARSET_GBK;
         });
}

Diagnosis DiagnoseShown(const ReceivedMessage& message, const std::string& key,
                        const std::shared_ptr<const Gbk>& gbk) {
  Diagnosis diagnosis;
  if (IsXml(message)) {
    diagnosis.fits = MacFits(message, key, gbk);
  } else {
    std::vector<config::v1::Signature> fitting = FittingSchemes(message, key, gbk);
    if (!fitting.empty()) diagnosis = FitBy(std::move(fitting));
    if (diagnosis.fits && message.charset == config::v1::CHARSET_UNSPECIFIED) {
      diagnosis.open.insert(
          diagnosis.open.begin(),
          OpenSetting{"wire.json_charset", {"utf8", "gbk"}, MessageThatTells("charset")});
    }
  }
  if (!diagnosis.fits) diagnosis.causes = CausesOfMisfit(message, key);
  if (diagnosis.fits && IsInMixedCase(*message.shown)) {
    diagnosis.notes.push_back("Its letters are in mixed case: the bridge takes either.");
  }
  if (IsSignedInGbkAlone(diagnosis) && message.charset == config::v1::CHARSET_UTF8) {
    diagnosis.notes.push_back(
        "It is in UTF-8 and signed in GBK: where it was copied as text, GBK may be what travels "
        "(wire.json_charset).");
  }
  return diagnosis;
}

Diagnosis DiagnoseReading(const ReceivedMessage& message, const std::string& key,
                          const std::shared_ptr<const Gbk>& gbk) {
  Diagnosis diagnosis;
  const bool in_form = !message.form_field.empty();
  if (!message.shown.ok()) {
    diagnosis.notes = {
        Say("The message: $0.", InLanguage(std::string(message.shown.status().message())))};
  } else if (!message.shown->empty()) {
    diagnosis = DiagnoseShown(message, key, gbk);
  } else if (IsXml(message) && !in_form) {
    diagnosis = DiagnoseXml(message);
  } else {
    diagnosis.notes = {IsXml(message) ? "The form has no mac beside its xml."
                                      : "The message has no sign: take it as it travelled."};
    diagnosis.causes = CausesOfNoSign(message);
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

std::optional<Diagnosis> Together(const std::vector<const Diagnosis*>& diagnoses) {
  std::optional<std::vector<config::v1::Signature>> common;
  int with_sign = 0;
  for (const Diagnosis* diagnosis : diagnoses) {
    if (!diagnosis->fits) return std::nullopt;
    if (diagnosis->schemes.empty()) continue;
    ++with_sign;
    if (!common) common = diagnosis->schemes;
    std::erase_if(
        *common, [diagnosis](const auto& scheme) { return !Contains(diagnosis->schemes, scheme); });
  }
  if (with_sign < 2 || common->empty()) return std::nullopt;
  return FitBy(*std::move(common));
}

}  // namespace imageco::complaintctl
