#include "clients/complaintctl/language/language.h"

#include <algorithm>
#include <locale>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::complaintctl {
namespace {

class Speech : public std::locale::facet {
 public:
  static std::locale::id id;

  explicit Speech(Language language) : language_(language) {}
  Language language() const { return language_; }

 private:
  const Language language_;
};

std::locale::id Speech::id;

// As Unicode's East Asian Width has it, for what stands in texts of ours.
bool IsWide(char32_t value) {
  return (value >= 0x1100 && value <= 0x115F) || (value >= 0x2E80 && value <= 0xA4CF) ||
         (value >= 0xAC00 && value <= 0xD7A3) || (value >= 0xF900 && value <= 0xFAFF) ||
         (value >= 0xFE30 && value <= 0xFE6F) || (value >= 0xFF00 && value <= 0xFF60) ||
         (value >= 0xFFE0 && value <= 0xFFE6) || (value >= 0x1F300 && value <= 0x1FAFF) ||
         (value >= 0x20000 && value <= 0x3FFFD);
}

}  // namespace

Language LanguageOf(const char* lc_all, const char* lc_messages, const char* lang) {
  for (const char* variable : {lc_all, lc_messages, lang}) {
    if (variable == nullptr || *variable == '\0') continue;
    const std::string locale = absl::AsciiStrToLower(variable);
    const size_t dot = locale.find('.');
    const bool is_utf8 = dot == std::string::npos || locale.compare(dot, 5, ".utf8") == 0 ||
                         locale.compare(dot, 6, ".utf-8") == 0;
    return locale.starts_with("zh") && is_utf8 ? Language::kChinese : Language::kEnglish;
  }
  return Language::kEnglish;
}

void Speak(Language language) {
  std::locale::global(std::locale(std::locale::classic(), new Speech(language)));
}

Language SpokenLanguage() {
  const std::locale locale;
  return std::has_facet<Speech>(locale) ? std::use_facet<Speech>(locale).language()
                                        : Language::kEnglish;
}

std::string_view InLanguage(std::string_view english) {
  if (SpokenLanguage() == Language::kEnglish) return english;
  const std::string_view chinese = FindChinese(english);
  return chinese.empty() ? english : chinese;
}

std::string Substituted(std::string_view text, const std::vector<std::string>& values) {
  std::vector<std::pair<std::string, std::string>> places;
  for (size_t i = 0; i < values.size(); ++i) places.emplace_back(absl::StrCat("$", i), values[i]);
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()), places);
}

size_t ColumnsOf(std::string_view text) {
  size_t columns = 0;
  while (!text.empty()) {
    const bridge::gateway::CodePoint first = bridge::gateway::FirstCodePoint(text);
    columns += IsWide(first.value) ? 2 : 1;
    text.remove_prefix(std::max<size_t>(first.bytes, 1));
  }
  return columns;
}

std::string Padded(std::string_view text, size_t columns) {
  const size_t taken = ColumnsOf(text);
  return std::string(text) + std::string(columns > taken ? columns - taken : 0, ' ');
}

}  // namespace imageco::complaintctl
