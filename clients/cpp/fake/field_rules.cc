#include "clients/cpp/fake/field_rules.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "imageco/wire/v1/wire.pb.h"

namespace imageco::complaint::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The characters of a text that protobuf let in: it is UTF-8.
std::vector<char32_t> CharactersOf(std::string_view text) {
  std::vector<char32_t> characters;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) {
      characters.back() = characters.back() << 6 | (byte & 0x3F);
    } else {
      characters.push_back(byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1F : byte & 0x0F);
    }
  }
  return characters;
}

bool IsControl(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

// Whether it shows nothing: white space, or zero wide; those that people paste.
bool IsBlank(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0xAD ||
         c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF;
}

std::string FaultOfId(const std::vector<char32_t>& id) {
  if (std::any_of(id.begin(), id.end(), IsControl)) return "holds a control character";
  if (IsBlank(id.front()) || IsBlank(id.back())) return "begins or ends with a blank";
  return "";
}

class FieldCheck {
 public:
  std::vector<FieldViolation> violations;

  void LookAt(const Message& message, const std::string& prefix) {
    const auto* descriptor = message.GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      LookAt(message, *descriptor->field(i), prefix);
    }
  }

 private:
  void LookAt(const Message& message, const FieldDescriptor& field, const std::string& prefix) {
    const wire::v1::Field& rule = field.options().GetExtension(wire::v1::field);
    const auto* reflection = message.GetReflection();
    const std::string name = prefix + field.name();
    if (rule.inlined()) {
      if (reflection->HasField(message, &field)) {
        LookAt(reflection->GetMessage(message, &field), name + '.');
      }
    } else if (field.is_repeated()) {
      LookAtItems(message, field, rule, name);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      LookAtText(rule, name, reflection->GetString(message, &field));
    }
  }

  void LookAtText(const wire::v1::Field& rule, const std::string& name, const std::string& text) {
    const std::vector<char32_t> characters = CharactersOf(text);
    if (text.empty()) {
      if (rule.required() && name != "isspid") Add(name, "required: is empty");
      return;
    }
    if (rule.required() && std::all_of(characters.begin(), characters.end(), IsBlank)) {
      return Add(name, "required: is only blanks");
    }
    if (rule.max_chars() > 0 && characters.size() > rule.max_chars()) {
      Add(name, "has " + std::to_string(characters.size()) + " characters, at most " +
                    std::to_string(rule.max_chars()) + " are allowed");
    }
    if (rule.https_url() && text.rfind("https://", 0) != 0) Add(name, "is no absolute HTTPS URL");
    if (rule.identifier()) AddIfAny(name, FaultOfId(characters));
  }

  void LookAtItems(const Message& message, const FieldDescriptor& field,
                   const wire::v1::Field& rule, const std::string& name) {
    const auto* reflection = message.GetReflection();
    const int count = reflection->FieldSize(message, &field);
    if (rule.max_items() > 0 && count > static_cast<int>(rule.max_items())) {
      Add(name, "at most " + std::to_string(rule.max_items()) + " are allowed");
    }
    for (int i = 0; i < count; ++i) {
      const std::string item = reflection->GetRepeatedString(message, &field, i);
      const std::string item_name = name + '[' + std::to_string(i) + ']';
      if (item.empty()) {
        Add(item_name, "is empty");
      } else if (!rule.separator().empty() && item.find(rule.separator()) != item.npos) {
        Add(item_name, "holds a \"" + rule.separator() + '"');
      } else if (rule.identifier()) {
        AddIfAny(item_name, FaultOfId(CharactersOf(item)));
      }
    }
  }

  void AddIfAny(const std::string& name, const std::string& fault) {
    if (!fault.empty()) Add(name, fault);
  }

  void Add(const std::string& name, const std::string& fault) {
    violations.push_back({name, fault});
  }
};

}  // namespace

std::vector<FieldViolation> ViolationsIn(const v1::ReplyRequest& request) {
  FieldCheck check;
  check.LookAt(request, "");
  return std::move(check.violations);
}

}  // namespace imageco::complaint::testing
