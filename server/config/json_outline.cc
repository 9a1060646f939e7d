#include "server/config/json_outline.h"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"

namespace imageco::server {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Deeper than any configuration.
constexpr int kDepthMax = 32;

// By its name in the proto or in JSON; null: there is none.
const FieldDescriptor* FindField(const Descriptor& message, const std::string& name) {
  if (const auto* field = message.FindFieldByName(name); field != nullptr) return field;
  for (int i = 0; i < message.field_count(); ++i) {
    if (message.field(i)->json_name() == name) return message.field(i);
  }
  return nullptr;
}

// Protobuf reads it from one value, and not from an object.
bool IsLeaf(const FieldDescriptor& field) {
  return field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
         field.message_type() == google::protobuf::Duration::descriptor();
}

// Whether Protobuf takes `value` for a field, or for an item of it.
bool Takes(const FieldDescriptor& field, std::string_view value, bool is_item) {
  const auto* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(field.containing_type());
  const std::unique_ptr<google::protobuf::Message> message(prototype->New());
  const absl::string_view token(value.data(), value.size());
  const std::string text = is_item ? absl::StrCat("{\"", field.name(), "\": [", token, "]}")
                                   : absl::StrCat("{\"", field.name(), "\": ", token, "}");
  return google::protobuf::util::JsonStringToMessage(text, message.get()).ok();
}

class Reader {
 public:
  Reader(std::string_view text, std::vector<std::string>& faults) : text_(text), faults_(faults) {}

  void Whole(const Descriptor& message) {
    SkipBlanks();
    if (Peek() != '{') return Fault("want an object");
    if (!Object(&message, 0)) return;
    SkipBlanks();
    if (at_ < text_.size()) Fault("want the end of the file");
  }

 private:
  // Those that read give false where the JSON is broken, which they have told.
  bool Broken(std::string_view what) {
    Fault(what);
    return false;
  }

  void Fault(std::string_view what) { FaultAt(at_, what); }
  void FaultAt(size_t place, std::string_view what) {
    const std::string_view before = text_.substr(0, place);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    faults_.push_back(absl::StrCat(lines + 1, ":", place - line_start + 1, ": ",
                                   absl::string_view(what.data(), what.size())));
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Take(char c) {
    if (Peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }
  void SkipBlanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  // `message`: null where nobody knows it.
  bool Object(const Descriptor* message, int depth) {
    if (depth > kDepthMax) return Broken("is nested too deep");
    Take('{');
    SkipBlanks();
    if (Take('}')) return true;
    std::set<const FieldDescriptor*> fields;
    while (true) {
      if (!Member(message, fields, depth)) return false;
      SkipBlanks();
      if (Take('}')) return true;
      if (!Take(',')) return Broken("want \",\" or \"}\"");
      SkipBlanks();
    }
  }

  bool Member(const Descriptor* message, std::set<const FieldDescriptor*>& fields, int depth) {
    const size_t place = at_;
    if (Peek() != '"') return Broken("want the name of a member, in quotes");
    if (!Text()) return false;
    const std::string name(text_.substr(place + 1, at_ - place - 2));
    const FieldDescriptor* const field = message == nullptr ? nullptr : FindField(*message, name);
    if (message != nullptr) CheckField(*message, field, fields, place);
    SkipBlanks();
    if (!Take(':')) return Broken("want \":\"");
    SkipBlanks();
    if (field == nullptr) return Unknown(depth + 1);
    return field->is_repeated() && Peek() != 'n' ? List(*field, depth + 1)
                                                 : Value(*field, false, depth + 1);
  }

  void CheckField(const Descriptor& message, const FieldDescriptor* field,
                  std::set<const FieldDescriptor*>& fields, size_t place) {
    if (field == nullptr) {
      return FaultAt(place, absl::StrCat(message.full_name(), " has no such setting"));
    }
    for (const FieldDescriptor* other : fields) {
      const bool excluded = field->containing_oneof() != nullptr &&
                            field->containing_oneof() == other->containing_oneof();
      if (other == field) FaultAt(place, absl::StrCat(field->name(), " stands there twice"));
      if (other != field && excluded) {
        FaultAt(place, absl::StrCat(field->name(), " and ", other->name(), " exclude each other"));
      }
    }
    fields.insert(field);
  }

  bool List(const FieldDescriptor& field, int depth) {
    if (Peek() != '[') {
      Fault(absl::StrCat(field.name(), " wants a list"));
      return Unknown(depth);
    }
    return Items([&] { return Value(field, true, depth + 1); });
  }

  template <typename Item>
  bool Items(Item item) {
    Take('[');
    SkipBlanks();
    if (Take(']')) return true;
    while (true) {
      SkipBlanks();
      if (!item()) return false;
      SkipBlanks();
      if (Take(']')) return true;
      if (!Take(',')) return Broken("want \",\" or \"]\"");
    }
  }

  bool Value(const FieldDescriptor& field, bool is_item, int depth) {
    if (!IsLeaf(field) && Peek() == '{') return Object(field.message_type(), depth);
    const size_t place = at_;
    const size_t faults = faults_.size();
    if (!Unknown(depth)) return false;
    const bool nested = text_[place] == '{' || text_[place] == '[';
    const bool taken = !nested && Takes(field, text_.substr(place, at_ - place), is_item);
    if (!taken && faults_.size() == faults) {
      FaultAt(place, absl::StrCat(field.name(), " takes no such value"));
    }
    return true;
  }

  bool Unknown(int depth) {
    if (depth > kDepthMax) return Broken("is nested too deep");
    if (Peek() == '{') return Object(nullptr, depth);
    if (Peek() == '[') return Items([&] { return Unknown(depth + 1); });
    return Peek() == '"' ? Text() : Word();
  }

  // What it holds but its end is Protobuf's to read.
  bool Text() {
    for (++at_; at_ < text_.size(); ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c < 0x20) return Broken("a control character in a text");
      if (c == '\\') ++at_;
    }
    return Broken("a text that does not end");
  }

  // A number, true, false or null.
  bool Word() {
    const size_t place = at_;
    at_ = std::min(text_.find_first_not_of("+-.0123456789Eaeflnrstu", at_), text_.size());
    const std::string_view word = text_.substr(place, at_ - place);
    const bool is_number =
        !word.empty() && (word.front() == '-' || (word.front() >= '0' && word.front() <= '9'));
    if (is_number || word == "true" || word == "false" || word == "null") return true;
    at_ = place;
    return Broken("want a value");
  }

  const std::string_view text_;
  std::vector<std::string>& faults_;
  size_t at_ = 0;
};

}  // namespace

std::vector<std::string> JsonFaults(std::string_view text, const Descriptor& message) {
  std::vector<std::string> faults;
  Reader(text, faults).Whole(message);
  return faults;
}

}  // namespace imageco::server
