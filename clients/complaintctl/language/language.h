#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_LANGUAGE_LANGUAGE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_LANGUAGE_LANGUAGE_H_

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "clients/complaintctl/language/catalogue.h"

namespace imageco::complaintctl {

// What people read is in the user's language; what scripts read (JSON, exit codes, states, names of
// fields and flags) is not. The code has the English, the catalogue the Chinese of it.

enum class Language { kEnglish, kChinese };

// By the first of LC_ALL, LC_MESSAGES and LANG that is set (not null, not empty), as POSIX has it.
// Chinese where that begins with "zh" and does not want another charset than UTF-8.
Language LanguageOf(const char* lc_all, const char* lc_messages, const char* lang);

// What this process speaks from now on: as a facet of the global std::locale, which is where the
// standard library keeps it. English until then.
void Speak(Language language);
Language SpokenLanguage();

// The text as this process speaks: in English where the catalogue lacks it.
std::string_view InLanguage(std::string_view english);

// A text of the catalogue. One that the catalogue lacks does not compile: add it there.
class Text {
 public:
  consteval Text(const char* english) : english_(english) {  // NOLINT: implicit, as a literal is
    if (FindChinese(english).empty()) throw "the catalogue lacks this text";
  }
  std::string_view english() const { return english_; }

 private:
  std::string_view english_;
};

inline std::string Shown(std::string_view value) { return std::string(value); }
std::string Shown(std::integral auto value) { return std::to_string(value); }

// The text as this process speaks, with the values in place of "$0", "$1", ...
std::string Substituted(std::string_view text, const std::vector<std::string>& values);
template <typename... Values>
std::string Say(Text text, const Values&... values) {
  return Substituted(InLanguage(text.english()), {Shown(values)...});
}

// How many columns of a terminal a text takes: two for each Chinese character.
size_t ColumnsOf(std::string_view text);

// The text and as many blanks as fill so many columns.
std::string Padded(std::string_view text, size_t columns);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_LANGUAGE_LANGUAGE_H_
