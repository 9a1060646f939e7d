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

class RequestCheck {
 public:
  RequestCheck(const TextRules& rules, std::vector<FieldFault>& faults)
      : rules_(rules), faults_(faults) {}

  void Fields(const std::vector<FieldPlan>& plans, const Message& message,
              const std::string& prefix) {
    for (const FieldPlan& plan : plans) Field(plan, message, prefix + plan.field->name());
  }

 private:
  void Fault(const std::string& path, std::string description) {
    faults_.push_back({path, std::move(description)});
  }

  void Field(const FieldPlan& plan, const Message& message, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    if (plan.field->is_repeated()) return Items(plan, message, path);
    const bool present = plan.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING
                             ? !reflection.GetString(message, plan.field).empty()
                             : reflection.HasField(message, plan.field);
    if (plan.rule.required() && !present) return Fault(path, "required: is empty");
    if (!present) return;
    if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Fields(plan.nested, reflection.GetMessage(message, plan.field), path + ".");
    } else if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      Text(plan, reflection.GetString(message, plan.field), path);
    }
  }

  void Items(const FieldPlan& plan, const Message& message, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    const int count = reflection.FieldSize(message, plan.field);
    const uint32_t max = plan.rule.max_items();
    if (plan.rule.required() && count == 0) return Fault(path, "required: is empty");
    if (max != 0 && static_cast<uint32_t>(count) > max) {
      // The items beyond are not looked at: one fault says enough.
      return Fault(path, absl::StrCat("max_items: ", count, " items, at most ", max));
    }
    for (int i = 0; i < count; ++i) Item(plan, message, i, absl::StrCat(path, "[", i, "]"));
  }

  void Item(const FieldPlan& plan, const Message& message, int index, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Fields(plan.nested, reflection.GetRepeatedMessage(message, plan.field, index), path + ".");
    } else if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      const std::string text = reflection.GetRepeatedString(message, plan.field, index);
      if (text.empty()) return Fault(path, "required: is empty");
      const std::string& separator = plan.rule.separator();
      if (!separator.empty() && text.find(separator) != std::string::npos) {
        Fault(path, absl::StrCat("separator: holds a \"", separator, "\""));
      }
      Text(plan, text, path);
    }
  }

  void Text(const FieldPlan& plan, const std::string& text, const std::string& path) {
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

  void HttpsUrl(const std::string& text, const std::string& path) {
    if (absl::Status status = CheckHttpsUrl(text); !status.ok()) {
      Fault(path, absl::StrCat("https_url: ", std::string(status.message())));
    }
  }

  // Names the first character that the wire cannot carry; the others would say no more.
  void Characters(std::string_view text, bool cdata, const std::string& path) {
    for (size_t position = 0; !text.empty(); ++position) {
      const CodePoint first = FirstCodePoint(text);
      if (const char* why = WhyNot(first.value, cdata)) {
        return Fault(path,
                     absl::StrFormat("%s, U+%04X at character %d", why, first.value, position + 1));
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
  RequestCheck(rules, faults).Fields(plan.request(), request, "");
  return faults;
}

}  // namespace imageco::bridge::gateway
