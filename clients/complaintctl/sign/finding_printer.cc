#include "clients/complaintctl/sign/finding_printer.h"

#include <google/protobuf/text_format.h>

#include <optional>
#include <string>

#include "absl/strings/str_join.h"

namespace imageco::complaintctl {
namespace {

void PrintFit(const Diagnosis& diagnosis, std::ostream& stream) {
  std::string settings;
  google::protobuf::TextFormat::PrintToString(diagnosis.settings, &settings);
  stream << "Fits. The lines for the merchant's configuration:\n\n" << settings;
  if (diagnosis.open.empty()) return;
  stream << "\nThis message cannot tell apart, and above stands the first:\n";
  for (const OpenSetting& open : diagnosis.open) {
    stream << "  " << open.name << ": " << absl::StrJoin(open.values, ", ") << "; try "
           << open.told_by << '\n';
  }
}

// What was done to the text and the key before they said so.
void PrintLiberties(const Finding& finding, std::ostream& stream) {
  if (!finding.liberties.empty()) {
    stream << "Not as it stands there. Taken off:\n";
    for (const std::string& liberty : finding.liberties) stream << "  - " << liberty << '\n';
  }
  if (!finding.key_liberty.empty()) {
    stream << "Not by the key file as it is, but without: " << finding.key_liberty
           << ".\nMend the file: the bridge takes all of it for the key.\n";
  }
}

void PrintFinding(const Finding& finding, std::ostream& stream) {
  const Diagnosis& diagnosis = finding.diagnosis;
  PrintLiberties(finding, stream);
  if (diagnosis.fits) {
    PrintFit(diagnosis, stream);
  } else {
    stream << "No scheme fits.\n";
  }
  for (const std::string& note : diagnosis.notes) stream << "  - " << note << '\n';
  PrintCauses(diagnosis.causes, stream);
}

// What one message leaves open, another may settle.
void PrintTogether(const std::vector<Finding>& findings, std::ostream& stream) {
  std::vector<const Diagnosis*> diagnoses;
  diagnoses.reserve(findings.size());
  for (const Finding& finding : findings) diagnoses.push_back(&finding.diagnosis);
  const std::optional<Diagnosis> together = Together(diagnoses);
  if (!together) return;
  stream << "\nAll of them together:\n";
  PrintFit(*together, stream);
}

}  // namespace

void PrintCauses(const std::vector<LikelyCause>& causes, std::ostream& stream) {
  if (causes.empty()) return;
  stream << "The likeliest causes, in order, and what to do or to ask the vendor:\n";
  int number = 0;
  for (const LikelyCause& cause : causes) {
    stream << "  " << ++number << ". " << cause.what << "\n     " << cause.ask << '\n';
    if (!cause.ask_in_chinese.empty()) stream << "     " << cause.ask_in_chinese << '\n';
  }
}

bool PrintFindings(const std::vector<Finding>& findings, std::ostream& stream) {
  bool all_fit = true;
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    if (findings.size() > 1) {
      stream << (i == 0 ? "" : "\n") << "Message " << i + 1 << " of " << findings.size() << " ("
             << finding.kind << "):\n";
    }
    PrintFinding(finding, stream);
    all_fit = all_fit && finding.diagnosis.fits;
  }
  PrintTogether(findings, stream);
  return all_fit;
}

}  // namespace imageco::complaintctl
