#include "tests/sandbox/object_reader.h"

#include <utility>

namespace imageco::sandbox {

using Json = nlohmann::json;

Checked<Json> ParseJson(std::string_view text) {
  try {
    return {Json::parse(text), {}};
  } catch (const Json::parse_error& error) {
    return Refused<Json>(error.what());
  }
}

ObjectReader::ObjectReader(const Json& object, std::string where, Faults& faults)
    : object_(object), where_(std::move(where)), faults_(faults) {
  if (!object_.is_object()) AddFault("", "must be an object");
}

void ObjectReader::AddFault(const std::string& name, const std::string& why) {
  faults_.push_back(where_ + name + ": " + why);
}

const Json* ObjectReader::Take(const std::string& name, bool (Json::*is_wanted)() const,
                               const char* wanted) {
  taken_.insert(name);
  const auto member = object_.find(name);
  if (member == object_.end()) return nullptr;
  if (((*member).*is_wanted)()) return &*member;
  AddFault(name, std::string("must be ") + wanted);
  return nullptr;
}

std::string ObjectReader::String(const std::string& name) {
  return OptionalString(name).value_or("");
}

std::optional<std::string> ObjectReader::OptionalString(const std::string& name) {
  const Json* const member = Take(name, &Json::is_string, "a string");
  if (member == nullptr) return std::nullopt;
  return member->get<std::string>();
}

bool ObjectReader::Bool(const std::string& name, bool fallback) {
  const Json* const member = Take(name, &Json::is_boolean, "true or false");
  return member == nullptr ? fallback : member->get<bool>();
}

std::int64_t ObjectReader::Integer(const std::string& name, std::int64_t fallback, std::int64_t min,
                                   std::int64_t max) {
  const Json* const member = Take(name, &Json::is_number_integer, "a whole number");
  if (member == nullptr) return fallback;
  const auto value = member->get<std::int64_t>();
  if (value >= min && value <= max) return value;
  AddFault(name, "must be from " + std::to_string(min) + " to " + std::to_string(max));
  return fallback;
}

Json ObjectReader::Object(const std::string& name) {
  const Json* const member = Take(name, &Json::is_object, "an object");
  return member == nullptr ? Json::object() : *member;
}

Json ObjectReader::Array(const std::string& name) {
  const Json* const member = Take(name, &Json::is_array, "an array");
  return member == nullptr ? Json::array() : *member;
}

void ObjectReader::RefuseOthers() {
  if (!object_.is_object()) return;
  for (const auto& [name, value] : object_.items()) {
    if (!taken_.contains(name)) AddFault(name, "unknown");
  }
}

}  // namespace imageco::sandbox
