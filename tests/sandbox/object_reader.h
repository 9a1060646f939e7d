#ifndef IMAGECO_TESTS_SANDBOX_OBJECT_READER_H_
#define IMAGECO_TESTS_SANDBOX_OBJECT_READER_H_

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "tests/sandbox/checked.h"

namespace imageco::sandbox {

// Parses JSON; the fault is the parser's own sentence.
Checked<nlohmann::json> ParseJson(std::string_view text);

// The name of an enumerator in configuration.
template <typename E>
struct Named {
  std::string_view name;
  E value;
};

// Reads the members of one JSON object of configuration, each at most once, and reports to
// `faults` whatever has the wrong type, is out of range or, after RefuseOthers, was never asked
// for. An absent member leaves its fallback and is no fault. Borrows `object` and `faults`.
class ObjectReader {
 public:
  // `where` begins every fault, such as "endpoints[0]."; empty at the top.
  ObjectReader(const nlohmann::json& object, std::string where, Faults& faults);

  std::string String(const std::string& name);
  std::optional<std::string> OptionalString(const std::string& name);
  bool Bool(const std::string& name, bool fallback);
  std::int64_t Integer(const std::string& name, std::int64_t fallback, std::int64_t min,
                       std::int64_t max);

  // A nested object or array; an empty one where it is absent or of another type.
  nlohmann::json Object(const std::string& name);
  nlohmann::json Array(const std::string& name);

  template <typename E>
  E Choice(const std::string& name, std::span<const Named<E>> choices, E fallback) {
    const std::optional<std::string> chosen = OptionalString(name);
    if (!chosen) return fallback;
    for (const Named<E>& choice : choices) {
      if (choice.name == *chosen) return choice.value;
    }
    AddFault(name, "\"" + *chosen + "\" is not known");
    return fallback;
  }

  bool Has(const std::string& name) const { return object_.contains(name); }
  void RefuseOthers();
  void AddFault(const std::string& name, const std::string& why);

 private:
  const nlohmann::json* Take(const std::string& name, bool (nlohmann::json::*is_wanted)() const,
                             const char* wanted);

  const nlohmann::json& object_;
  std::string where_;
  Faults& faults_;
  std::set<std::string> taken_;
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_OBJECT_READER_H_
