#include "clients/complaintctl/sign/finding_printer.h"

#include <google/protobuf/text_format.h>

#include <optional>
#include <string>

#include "absl/strings/str_join.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

void PrintFit(const Diagnosis& diagnosis, std::ostream& stream) {
  std::string settings;
  google::protobuf::TextFormat::PrintToString(diagnosis.settings, &settings);
  stream << Say("Fits. The lines for the merchant's configuration:\n\n") << settings;
  if (diagnosis.open.empty()) return;
  stream << Say("\nThis message cannot tell apart, and above stands the first:\n");
  for (const OpenSetting& open : diagnosis.open) {
    stream << "  "
           << Say("$0: $1; try $2\n", open.name, absl::StrJoin(open.values, ", "),
                  InLanguage(open.told_by));
  }
}

// What was done to the text and the key before they said so.
void PrintLiberties(const Finding& finding, std::ostream& stream) {
  if (!finding.liberties.empty()) {
    stream << Say("Not as it stands there. Taken off:\n");
    for (const std::string& liberty : finding.liberties) {
      stream << "  - " << InLanguage(liberty) << '\n';
    }
  }
  if (!finding.key_liberty.empty()) {
    stream << Say(
        "Not by the key file as it is, but without: $0.\n"
        "Mend the file: the bridge takes all of it for the key.\n",
        finding.key_liberty);
  }
}

void PrintFinding(const Finding& finding, std::ostream& stream) {
  const Diagnosis& diagnosis = finding.diagnosis;
  PrintLiberties(finding, stream);
  if (diagnosis.fits) {
    PrintFit(diagnosis, stream);
  } else {
    stream << Say("No scheme fits.\n");
  }
  for (const std::string& note : diagnosis.notes) {
    stream << "  - " << InLanguage(note) << '\n';
  }
  PrintCauses(diagnosis.causes, stream);
}

// What one message leaves open, another may settle.
void PrintTogether(const std::vector<Finding>& findings, std::ostream& stream) {
  std::vector<const Diagnosis*> diagnoses;
  diagnoses.reserve(findings.size());
  for (const Finding& finding : findings) diagnoses.push_back(&finding.diagnosis);
  const std::optional<Diagnosis> together = Together(diagnoses);
  if (!together) return;
  stream << Say("\nAll of them together:\n");
  PrintFit(*together, stream);
}

}  // namespace

void PrintCauses(const std::vector<LikelyCause>& causes, std::ostream& stream) {
  if (causes.empty()) return;
  stream << Say("The likeliest causes, in order, and what to do or to ask the vendor:\n");
  int number = 0;
  for (const LikelyCause& cause : causes) {
    stream << "  " << ++number << ". " << InLanguage(cause.what) << '\n';
    stream << "     " << InLanguage(cause.ask) << '\n';
    if (cause.ask_in_chinese.empty() || SpokenLanguage() == Language::kChinese) continue;
    stream << "     " << cause.ask_in_chinese << '\n';
  }
}

bool PrintFindings(const std::vector<Finding>& findings, std::ostream& stream) {
  bool all_fit = true;
  for (size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    if (findings.size() > 1) {
      stream << (i == 0 ? "" : "\n")
             << Say("Message $0 of $1 ($2):\n", i + 1, findings.size(), InLanguage(finding.kind));
    }
    PrintFinding(finding, stream);
    all_fit = all_fit && finding.diagnosis.fits;
  }
  PrintTogether(findings, stream);
  return all_fit;
}

}  // namespace imageco::complaintctl
