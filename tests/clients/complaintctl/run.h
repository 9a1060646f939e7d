#ifndef IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_RUN_H_
#define IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_RUN_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "clients/complaintctl/command/command.h"
#include "clients/complaintctl/command/console.h"
#include "tests/test_folder.h"

namespace imageco::complaintctl {

// Where no server listens.
inline constexpr char kNobody[] = "127.0.0.1:1";

// What a run of complaintctl left behind.
struct Ran {
  ExitCode exit = ExitCode::kOk;
  std::string out;
  std::string err;
};

// Runs something with streams of its own.
Ran Capture(const std::function<ExitCode(Console&)>& run, const std::string& in = "");

// Runs complaintctl in this process.
Ran RunCtl(const std::vector<std::string>& arguments, const std::string& in = "");

// The line of a command that has these flags alone. Dies where it does not parse.
CommandLine ParseFlags(std::vector<Flag> flags, const std::vector<std::string>& arguments);

// What is wrong; "none" where nothing is.
template <typename T>
std::string Fault(const absl::StatusOr<T>& result) {
  return result.ok() ? "none" : absl::StrCat(result.status().message());
}

// A file that goes with its test.
class TestFile {
 public:
  explicit TestFile(const std::string& bytes) : path_(folder_.Write("file", bytes)) {}

  const std::string& path() const { return path_; }

 private:
  const TestFolder folder_;
  const std::string path_;
};

}  // namespace imageco::complaintctl

#endif  // IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_RUN_H_
