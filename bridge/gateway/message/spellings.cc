#include "bridge/gateway/message/spellings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "bridge/gateway/codec/escapes.h"
#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

// What stands for a code point; empty: itself.
using Escape = std::string (*)(char32_t);

std::string Escaped(std::string_view utf8, Escape escape) {
  std::string text;
  while (!utf8.empty()) {
    const CodePoint first = FirstCodePoint(utf8);
    const size_t bytes = std::max<size_t>(first.bytes, 1);
    const std::string escaped = first.bytes == 0 ? "" : escape(first.value);
    text += escaped.empty() ? std::string(utf8.substr(0, bytes)) : escaped;
    utf8.remove_prefix(bytes);
  }
  return text;
}

// As a writer has it that leaves what is not ASCII as it is.
std::string InJson(char32_t character) {
  const std::string_view escape = ShortJsonEscape(character);
  return escape.empty() && character < 0x20 ? UnicodeJsonEscape(character) : std::string(escape);
}

std::string InXml(char32_t character) { return std::string(XmlReference(character)); }

// As Java's and Python's writers have it, which keep to ASCII.
std::string InAsciiJson(char32_t character) {
  return character < 0x80 ? InJson(character) : UnicodeJsonEscape(character);
}

std::string InAsciiJsonOfBigDigits(char32_t character) {
  std::string escape = InAsciiJson(character);
  if (escape.size() > 2) {
    for (char& c : escape) c = c == 'u' ? c : absl::ascii_toupper(c);
  }
  return escape;
}

std::string InAsciiXml(char32_t character) {
  return character < 0x80 ? InXml(character) : NumericXmlReference(character);
}

std::string InAsciiXmlOfHexadecimals(char32_t character) {
  return character < 0x80 ? InXml(character) : absl::StrFormat("&#x%x;", character);
}

std::string InForm(std::string_view bytes) {
  std::string form;
  AppendFormField("", bytes, form);
  return form.substr(1);  // after "="
}

}  // namespace

std::vector<std::string> SpellingsOf(std::string_view utf8, const Gbk& gbk) {
  std::vector<std::string> spellings;
  for (const Escape escape :
       {&InAsciiJson, &InAsciiJsonOfBigDigits, &InAsciiXml, &InAsciiXmlOfHexadecimals}) {
    spellings.push_back(Escaped(utf8, escape));
  }
  spellings.push_back(InForm(utf8));
  if (auto bytes = gbk.Encode(utf8); bytes.ok()) spellings.push_back(InForm(*bytes));
  // What GBK lacks is escaped there.
  const std::pair<std::string, Gbk::Escape> texts[] = {
      {Escaped(utf8, &InJson), &UnicodeJsonEscape},
      {Escaped(utf8, &InXml), &NumericXmlReference},
      {std::string(utf8), nullptr}};
  for (const auto& [text, escape] : texts) {
    if (auto bytes = gbk.Encode(text, escape); bytes.ok()) spellings.push_back(*std::move(bytes));
    spellings.push_back(text);
  }
  return spellings;
}

}  // namespace imageco::bridge::gateway
