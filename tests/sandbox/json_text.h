#ifndef IMAGECO_TESTS_SANDBOX_JSON_TEXT_H_
#define IMAGECO_TESTS_SANDBOX_JSON_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/checked.h"

namespace imageco::sandbox {

enum class JsonKind { kString, kNumber, kBoolean, kNull, kObject, kArray };

// "string", "number", ... for a person to read.
std::string_view ToString(JsonKind kind);

struct JsonValue {
  JsonKind kind;
  std::string text;  // a string decoded; anything else exactly as it is written
};

struct JsonMember {
  std::string name;  // decoded
  JsonValue value;
  // The member, from the quote of its name to the end of its value, in the scanned text.
  std::size_t begin;
  std::size_t end;
};

// Scans a text in valid UTF-8 that is one JSON object (RFC 8259, nothing more lenient) and keeps
// what a tree would lose: order, repeated names, numbers and nested values as written. A fault
// tells the byte where the text stops being JSON. Nesting is limited to 64 levels.
Checked<std::vector<JsonMember>> ScanJsonObject(std::string_view utf8);

// `text` without `member` and without the comma that joined it to the others. `member` must come
// from scanning `text`.
std::string WithoutMember(std::string_view text, const JsonMember& member);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_JSON_TEXT_H_
