#include "bridge/gateway/message/redaction.h"

#include <google/protobuf/descriptor.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "bridge/gateway/message/spellings.h"
#include "imageco/wire/v1/wire.pb.h"

namespace imageco::bridge::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Replacements = std::vector<std::pair<std::string, std::string>>;

constexpr size_t kTextBytesMin = 4;

const Message& InlinedIn(const Message& message, const FieldDescriptor& field) {
  return message.GetReflection()->GetMessage(message, &field);
}

Message& InlinedIn(Message& message, const FieldDescriptor& field) {
  return *message.GetReflection()->MutableMessage(&message, &field);
}

// Calls `visit` with every secret field that is set, the message that it stands in, and its path.
// `M` is Message or const Message.
template <typename M, typename Visit>
void ForEachSecret(M& message, const std::string& path, const Visit& visit) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const wire::v1::Field& rule = field->options().GetExtension(wire::v1::field);
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (rule.inlined() && is_message && !field->is_repeated()) {
      ForEachSecret(InlinedIn(message, *field), absl::StrCat(path, field->name(), "."), visit);
    } else if (rule.secret() && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      visit(message, *field, path + field->name());
    }
  }
}

std::string Placeholder(const std::string& path) { return absl::StrCat("[", path, "]"); }

Replacements TextsOf(const Message& request) {
  Replacements texts;
  const auto add = [&texts](const std::string& text, const std::string& path) {
    if (text.size() >= kTextBytesMin) texts.emplace_back(text, Placeholder(path));
  };
  ForEachSecret(request, "", [&](const Message& message, const auto& field, const auto& path) {
    const auto& reflection = *message.GetReflection();
    if (!field.is_repeated()) return add(reflection.GetString(message, &field), path);
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      add(reflection.GetRepeatedString(message, &field, i), path);
    }
  });
  return texts;
}

std::string Replaced(std::string_view text, const Replacements& texts) {
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()), texts);
}

}  // namespace

std::string WithoutTextsOf(const Message& request, std::string_view text) {
  return Replaced(text, TextsOf(request));
}

std::string WithoutSpelledTextsOf(const Message& request, std::string_view bytes, const Gbk& gbk) {
  Replacements spelled;
  for (const auto& [text, placeholder] : TextsOf(request)) {
    for (std::string& spelling : SpellingsOf(text, gbk)) {
      spelled.emplace_back(std::move(spelling), placeholder);
    }
  }
  return Replaced(bytes, spelled);
}

std::unique_ptr<Message> WithoutTexts(const Message& request) {
  std::unique_ptr<Message> result(request.New());
  result->CopyFrom(request);
  ForEachSecret(*result, "", [](Message& message, const auto& field, const auto& path) {
    const auto& reflection = *message.GetReflection();
    if (!field.is_repeated()) return reflection.SetString(&message, &field, Placeholder(path));
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      reflection.SetRepeatedString(&message, &field, i, Placeholder(path));
    }
  });
  return result;
}

}  // namespace imageco::bridge::gateway
