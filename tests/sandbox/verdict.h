#ifndef IMAGECO_TESTS_SANDBOX_VERDICT_H_
#define IMAGECO_TESTS_SANDBOX_VERDICT_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace imageco::sandbox {

// Vendor field name to its value in UTF-8. Of a repeated field, the first stands.
using Fields = std::map<std::string, std::string, std::less<>>;

// The value of a field; empty where there is none.
std::string FieldValue(const Fields& fields, std::string_view name);

inline constexpr std::string_view kReplied = "0000";
inline constexpr std::string_view kFormatRefused = "9001";
inline constexpr std::string_view kSignRefused = "9002";
inline constexpr std::string_view kComplaintRefused = "9003";

// One rule that a request was held to.
struct Check {
  std::string_view rule;   // its name, of static storage, such as "characters"
  std::string_view field;  // of static storage; empty where the rule is not about one field
  std::string expected;    // such as "200"; empty where the rule's name says it all
  std::vector<std::string> broken;  // as in Verdict::violations; empty: the rule was kept
};

// What the sandbox found in one request: its fields, as far as they could be read, the rules that
// it was held to, and everything that breaks one, each as "<what>: <how>".
class Verdict {
 public:
  // Begins a rule, kept until something is added, which then breaks it. Nothing may be added before
  // the first.
  void HoldTo(std::string_view rule, std::string_view field = "", std::string expected = "");

  void AddFormat(std::string_view what, std::string_view how) { Add(kFormatRefused, what, how); }
  void AddSign(std::string_view what, std::string_view how) { Add(kSignRefused, what, how); }
  void AddComplaint(std::string_view what, std::string_view how) {
    Add(kComplaintRefused, what, how);
  }

  bool Accepted() const { return violations_.empty(); }

  // kReplied, or the id of the gravest violation: format before sign before complaint.
  std::string_view ResultId() const { return result_id_; }

  const std::vector<std::string>& violations() const { return violations_; }
  const std::vector<Check>& checks() const { return checks_; }

  Fields fields;

 private:
  void Add(std::string_view result_id, std::string_view what, std::string_view how);

  std::vector<Check> checks_;
  std::vector<std::string> violations_;
  std::string_view result_id_ = kReplied;
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_VERDICT_H_
