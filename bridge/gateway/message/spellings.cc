#include "bridge/gateway/message/spellings.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

// What stands for a code point; empty: itself.
using Escape = std::function<std::string(char32_t)>;

std::string Escaped(std::string_view utf8, const Escape& escape) {
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

std::string ForJson(char32_t character) {
  switch (character) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return "";
  }
}

std::string ForXml(char32_t character) {
  switch (character) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    default:
      return "";
  }
}

// As Java's and Python's writers have it, which keep to ASCII.
Escape JsonInAscii(bool upper) {
  return [upper](char32_t character) -> std::string {
    if (character < 0x80) return ForJson(character);
    const auto unit = [upper](char32_t value) {
      return upper ? absl::StrFormat("\\u%04X", value) : absl::StrFormat("\\u%04x", value);
    };
    if (character < 0x10000) return unit(character);
    const char32_t offset = character - 0x10000;
    return absl::StrCat(unit(0xD800 + (offset >> 10)), unit(0xDC00 + (offset & 0x3FF)));
  };
}

Escape XmlInAscii(bool hex) {
  return [hex](char32_t character) -> std::string {
    if (character < 0x80) return ForXml(character);
    return hex ? absl::StrFormat("&#x%x;", character) : absl::StrFormat("&#%d;", character);
  };
}

std::string InForm(std::string_view bytes) {
  std::string form;
  AppendFormField("", bytes, form);
  return form.substr(1);  // after "="
}

}  // namespace

std::vector<std::string> SpellingsOf(std::string_view utf8, const Gbk& gbk) {
  std::vector<std::string> spellings;
  for (const Escape& escape : {JsonInAscii(false), JsonInAscii(true), XmlInAscii(false),
                               XmlInAscii(true), Escape(ForJson), Escape(ForXml)}) {
    spellings.push_back(Escaped(utf8, escape));
  }
  spellings.push_back(InForm(utf8));
  if (auto bytes = gbk.Encode(utf8); bytes.ok()) {
    spellings.push_back(InForm(*bytes));
    spellings.push_back(*std::move(bytes));
  }
  spellings.emplace_back(utf8);
  return spellings;
}

}  // namespace imageco::bridge::gateway
