#include "tests/sandbox/verdict.h"

namespace imageco::sandbox {

std::string FieldValue(const Fields& fields, std::string_view name) {
  const auto field = fields.find(name);
  return field == fields.end() ? std::string() : field->second;
}

void Verdict::Add(std::string_view result_id, std::string_view what, std::string_view how) {
  violations_.push_back(std::string(what).append(": ").append(how));
  if (result_id_ == kReplied || result_id < result_id_) result_id_ = result_id;
}

}  // namespace imageco::sandbox
