#include "tests/sandbox/verdict.h"

#include <utility>

namespace imageco::sandbox {

std::string FieldValue(const Fields& fields, std::string_view name) {
  const auto field = fields.find(name);
  return field == fields.end() ? std::string() : field->second;
}

void Verdict::HoldTo(std::string_view rule, std::string_view field, std::string expected) {
  checks_.push_back({rule, field, std::move(expected), {}});
}

void Verdict::Add(std::string_view result_id, std::string_view what, std::string_view how) {
  violations_.push_back(std::string(what).append(": ").append(how));
  checks_.back().broken.push_back(violations_.back());
  if (result_id_ == kReplied || result_id < result_id_) result_id_ = result_id;
}

}  // namespace imageco::sandbox
