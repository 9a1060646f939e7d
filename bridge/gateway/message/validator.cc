#include "bridge/gateway/message/validator.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bridge/gateway/codec/character.h"
#include "bridge/gateway/codec/utf8.h"
#include "bridge/gateway/message/https_url.h"
#include "bridge/gateway/message/identifier.h"

namespace imageco::bridge::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Where a value stands. Its text is made for a fault alone.
struct Path {
  const Path* parent = nullptr;
  const std::string& name;
  int item = -1;  // of a repeated field

  std::string ToString() const {
    std::string text = parent != nullptr ? absl::StrCat(parent->ToString(), ".", name) : name;
    if (item >= 0) absl::StrAppend(&text, "[", item, "]");
    return text;
  }
};

class RequestCheck {
 public:
  RequestCheck(const TextRules& rules, std::vector<FieldFault>& faults)
      : rules_(rules), faults_(faults) {}

  void Fields(const std::vector<FieldPlan>& plans, const Message& message, const Path* parent) {
    const Reflection& reflection = *message.GetReflection();
    for (const FieldPlan& plan : plans) {
      Field(plan, message, reflection, {parent, plan.field->name()});
    }
  }

 private:
  void Fault(const Path& path, std::string description) {
    faults_.push_back({path.ToString(), std::move(description)});
  }

  void Field(const FieldPlan& plan, const Message& message, const Reflection& reflection,
             const Path& path) {
    if (plan.field->is_repeated()) return Items(plan, message, reflection, path);
    if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      std::string room;
      const std::string& text = reflection.GetStringReference(message, plan.field, &room);
      if (!text.empty()) return Text(plan, text, path);
    } else if (reflection.HasField(message, plan.field)) {
      if (plan.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return;
      return Fields(plan.nested, reflection.GetMessage(message, plan.field), &path);
    }
    if (plan.rule.required()) Fault(path, "required: is empty");
  }

  void Items(const FieldPlan& plan, const Message& message, const Reflection& reflection,
             const Path& path) {
    const int count = reflection.FieldSize(message, plan.field);
    const uint32_t max = plan.rule.max_items();
    if (plan.rule.required() && count == 0) return Fault(path, "required: is empty");
    if (max != 0 && static_cast<uint32_t>(count) > max) {
      // The items beyond are not looked at: one fault says enough.
      return Fault(path, absl::StrCat("max_items: ", count, " items, at most ", max));
    }
    for (int i = 0; i < count; ++i) Item(plan, message, reflection, {path.parent, path.name, i});
  }

  void Item(const FieldPlan& plan, const Message& message, const Reflection& reflection,
            const Path& path) {
    if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Fields(plan.nested, reflection.GetRepeatedMessage(message, plan.field, path.item), &path);
    } else if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      std::string room;
      const std::string& text =
          reflection.GetRepeatedStringReference(message, plan.field, path.item, &room);
      if (text.empty()) return Fault(path, "required: is empty");
      const std::string& separator = plan.rule.separator();
      if (!separator.empty() && text.find(separator) != std::string::npos) {
        Fault(path, absl::StrCat("separator: holds a \"", separator, "\""));
      }
      Text(plan, text, path);
    }
  }

  void Text(const FieldPlan& plan, const std::string& text, const Path& path) {
    if (plan.rule.required() && IsAllBlank(text)) return Fault(path, "required: is only blanks");
    const std::optional<size_t> length = CountCodePoints(text);
    if (!length) return Fault(path, "utf8: is not UTF-8");
    const uint32_t max = plan.rule.max_chars();
    if (max != 0 && *length > max) {
      Fault(path, absl::StrCat("max_chars: ", *length, " characters, at most ", max));
    }
    if (plan.rule.https_url()) HttpsUrl(text, path);
    if (plan.rule.identifier()) {
      if (const std::string why = WhyNoIdentifier(text); !why.empty()) {
        return Fault(path, absl::StrCat("identifier: ", why));
      }
    }
    Characters(text, plan.rule.cdata(), path);
  }

  void HttpsUrl(const std::string& text, const Path& path) {
    if (absl::Status status = CheckHttpsUrl(text); !status.ok()) {
      Fault(path, absl::StrCat("https_url: ", std::string(status.message())));
    }
  }

  // Names the first character that the wire cannot carry; the others would say no more.
  void Characters(std::string_view text, bool cdata, const Path& path) {
    size_t position = 0;
    while (!text.empty()) {
      ++position;
      const auto byte = static_cast<unsigned char>(text[0]);
      if (byte >= 0x20 && byte < 0x80) {
        text.remove_prefix(1);
        continue;
      }
      const CodePoint first = FirstCodePoint(text);
      if (const char* why = WhyNot(first.value, cdata)) {
        return Fault(path,
                     absl::StrFormat("%s, U+%04X at character %d", why, first.value, position));
      }
      text.remove_prefix(first.bytes);
    }
  }

  // Why the character cannot travel; null where it can.
  const char* WhyNot(char32_t character, bool cdata) const {
    if (!IsXmlCharacter(character)) return "text: a control character or none at all";
    if (rules_.gbk == nullptr || rules_.gbk->Has(character)) return nullptr;
    if (rules_.escape_not_in_gbk && !(rules_.xml && cdata)) return nullptr;
    return "gbk: a character that GBK does not have";
  }

  const TextRules& rules_;
  std::vector<FieldFault>& faults_;
};

}  // namespace

std::vector<FieldFault> Validate(const Plan& plan, const Message& request, const TextRules& rules) {
  std::vector<FieldFault> faults;
  RequestCheck(rules, faults).Fields(plan.request(), request, nullptr);
  return faults;
}

}  // namespace imageco::bridge::gateway
