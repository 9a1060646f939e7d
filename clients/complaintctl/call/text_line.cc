#include "clients/complaintctl/call/text_line.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/utf8.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

constexpr int kLabelWidth = 15;

// C0, DEL and C1.
bool IsControl(char32_t value) { return value < 0x20 || (value >= 0x7F && value < 0xA0); }

}  // namespace

std::string Printable(std::string_view text) {
  std::string printable;
  while (!text.empty()) {
    const bridge::gateway::CodePoint first = bridge::gateway::FirstCodePoint(text);
    if (first.bytes == 0 || IsControl(first.value)) {
      printable.push_back(' ');
    } else {
      printable.append(text, 0, first.bytes);
    }
    text.remove_prefix(first.bytes == 0 ? 1 : first.bytes);
  }
  return printable;
}

void PrintLine(std::string_view label, std::string_view text, std::ostream& stream) {
  if (text.empty()) return;
  stream << "  " << Padded(InLanguage(label), kLabelWidth) << ' ' << Printable(text) << '\n';
}

std::string ToText(const complaint::v1::Result& result) {
  return std::string(absl::StripAsciiWhitespace(absl::StrCat(result.id(), " ", result.comment())));
}

}  // namespace imageco::complaintctl
