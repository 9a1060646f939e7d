#include "clients/complaintctl/sign/paste_doctor.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/complaintctl/paste/pasted_message.h"
#include "clients/complaintctl/sign/likely_key.h"

namespace imageco::complaintctl {
namespace {

// What is the same in every way to read a message: what it shows. Of those that show nothing, there
// are not two that matter.
std::string IdentityOf(const ReceivedMessage& message) {
  const std::string shown = message.shown.ok() ? *message.shown : "two";
  return absl::StrCat(std::string(KindOf(message)), " ", static_cast<int>(message.format), " ",
                      absl::AsciiStrToLower(shown));
}

bool IsSigned(const ReceivedMessage& message) {
  return !message.shown.ok() || !message.shown->empty();
}

// A text such as `INFO body={...}` reads as a form too.
bool HasLikelyField(const ReceivedMessage& message) {
  return std::all_of(message.form_field.begin(), message.form_field.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '.';
  });
}

// What a text that was altered cannot tell for sure.
void AddOpenCharset(Diagnosis& diagnosis) {
  const config::v1::Charset seen = diagnosis.settings.wire().json_charset();
  if (seen == config::v1::CHARSET_UNSPECIFIED) return;
  std::vector<std::string> values = {"utf8", "gbk"};
  if (seen == config::v1::CHARSET_GBK) std::swap(values[0], values[1]);
  diagnosis.open.push_back(
      {"wire.json_charset", std::move(values), "the bytes of a message as they travelled"});
}

// Collects what is found, one finding for each message.
class PasteExamination {
 public:
  explicit PasteExamination(const SignMaterial& material)
      : material_(material), keys_(LikelyKeys(material.key)) {}

  void Examine(const PastedMessage& pasted) {
    auto readings = ReadSignedMessage(pasted.bytes, material_.charset, *material_.gbk);
    if (!readings.ok()) return;
    std::erase_if(*readings, [](const auto& message) { return !HasLikelyField(message); });
    if (readings->empty()) return;
    Case& of_message = CaseOf(readings->front());
    // What shows nothing proves nothing: the way with the fewest liberties is the one.
    if (of_message.finding.diagnosis.fits || (of_message.known && !of_message.is_signed)) return;
    Finding finding = Find(*readings);
    finding.liberties = pasted.liberties;
    const bool altered = !pasted.liberties.empty();
    if (finding.diagnosis.fits && altered) AddOpenCharset(finding.diagnosis);
    if (finding.diagnosis.fits || !of_message.known) of_message.finding = std::move(finding);
    of_message.known = true;
  }

  // Of messages with a sign, and of requests and answers where there is no signed one; else of the
  // first of what there is.
  std::vector<Finding> Findings() && {
    std::vector<Finding> findings;
    for (const Case& of_message : cases_) {
      if (Counts(of_message)) findings.push_back(of_message.finding);
    }
    if (findings.empty() && !cases_.empty()) findings.push_back(cases_.front().finding);
    return findings;
  }

 private:
  struct Case {
    std::string identity;
    bool is_signed = false;
    bool known = false;
    Finding finding;
  };

  bool Counts(const Case& of_message) const {
    const std::string_view kind = of_message.finding.kind;
    const bool signed_one = std::any_of(cases_.begin(), cases_.end(), [kind](const Case& other) {
      return other.is_signed && other.finding.kind == kind;
    });
    return of_message.is_signed || (kind != kOtherKind && !signed_one);
  }

  Case& CaseOf(const ReceivedMessage& message) {
    const std::string identity = IdentityOf(message);
    for (Case& known : cases_) {
      if (known.identity == identity) return known;
    }
    cases_.push_back({identity, IsSigned(message), false, {}});
    return cases_.back();
  }

  // By the key as it stands; where that does not fit, by one that does.
  Finding Find(const std::vector<ReceivedMessage>& readings) const {
    Finding finding{KindOf(readings.front()), {}, "", {}};
    finding.diagnosis = Diagnose(readings, keys_.front().key, material_.gbk);
    for (size_t i = 1; i < keys_.size() && !finding.diagnosis.fits; ++i) {
      Diagnosis diagnosis = Diagnose(readings, keys_[i].key, material_.gbk);
      if (!diagnosis.fits) continue;
      finding.diagnosis = std::move(diagnosis);
      finding.key_liberty = keys_[i].taken_off;
    }
    return finding;
  }

  const SignMaterial& material_;
  const std::vector<LikelyKey> keys_;
  std::vector<Case> cases_;
};

}  // namespace

absl::StatusOr<std::vector<Finding>> ExaminePaste(const SignMaterial& material) {
  PasteExamination examination(material);
  for (const PastedMessage& pasted : PastedMessages(material.bytes, *material.gbk)) {
    examination.Examine(pasted);
  }
  std::vector<Finding> findings = std::move(examination).Findings();
  if (!findings.empty()) return findings;
  const auto as_it_stands = material.ReadMessage();
  if (!as_it_stands.ok()) return as_it_stands.status();
  return absl::InvalidArgumentError("stands in a form whose field has no likely name");
}

}  // namespace imageco::complaintctl
