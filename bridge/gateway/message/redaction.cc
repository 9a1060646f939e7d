#include "bridge/gateway/message/redaction.h"

#include <google/protobuf/descriptor.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "imageco/wire/v1/wire.pb.h"

namespace imageco::bridge::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Replacements = std::vector<std::pair<std::string, std::string>>;

constexpr size_t kTextBytesMin = 4;

void AddTexts(const Message& message, const std::string& path, Replacements& texts);

void AddField(const Message& message, const FieldDescriptor& field, const std::string& path,
              Replacements& texts) {
  const auto& reflection = *message.GetReflection();
  const auto add = [&](const std::string& text) {
    if (text.size() >= kTextBytesMin) texts.emplace_back(text, absl::StrCat("[", path, "]"));
  };
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_repeated()) {
    AddTexts(reflection.GetMessage(message, &field), absl::StrCat(path, "."), texts);
  }
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
  if (!field.is_repeated()) return add(reflection.GetString(message, &field));
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    add(reflection.GetRepeatedString(message, &field, i));
  }
}

void AddTexts(const Message& message, const std::string& path, Replacements& texts) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const wire::v1::Field& rule = field->options().GetExtension(wire::v1::field);
    if (rule.secret() || rule.inlined()) AddField(message, *field, path + field->name(), texts);
  }
}

}  // namespace

std::string WithoutTextsOf(const Message& request, std::string_view text) {
  Replacements texts;
  AddTexts(request, "", texts);
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()), texts);
}

}  // namespace imageco::bridge::gateway
