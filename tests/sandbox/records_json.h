#ifndef IMAGECO_TESTS_SANDBOX_RECORDS_JSON_H_
#define IMAGECO_TESTS_SANDBOX_RECORDS_JSON_H_

#include <vector>

#include <nlohmann/json.hpp>

#include "tests/sandbox/fault_book.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/verdict.h"

namespace imageco::sandbox {

// What the admin endpoint shows of each record (README.md, "Admin endpoint").
nlohmann::json ToJson(const Message& message);
nlohmann::json ToJson(const Complaint& complaint);
nlohmann::json ToJson(const FaultStatus& fault);
nlohmann::json ToJson(const Counts& counts);
nlohmann::json ToJson(const Check& check);

template <typename T>
nlohmann::json ListToJson(const std::vector<T>& list) {
  nlohmann::json array = nlohmann::json::array();
  for (const T& item : list) array.push_back(ToJson(item));
  return array;
}

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_RECORDS_JSON_H_
