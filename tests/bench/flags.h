#ifndef IMAGECO_TESTS_BENCH_FLAGS_H_
#define IMAGECO_TESTS_BENCH_FLAGS_H_

#include <map>
#include <set>
#include <string>

#include "absl/time/time.h"

namespace imageco::bench {

// "--name value" pairs of a command line. Ends the process with status 2, saying why, where one has
// no value, is no number where one is asked for, or is never asked for.
class Flags {
 public:
  Flags(int argc, char** argv, int first);

  std::string Text(const std::string& name, const std::string& otherwise = "");
  double Number(const std::string& name, double otherwise = 0);
  int Count(const std::string& name, int otherwise = 0);
  // In seconds.
  absl::Duration Seconds(const std::string& name, double otherwise = 0);

  // To be called once everything was asked for.
  void RefuseOthers() const;

 private:
  std::map<std::string, std::string> values_;
  std::set<std::string> known_;
};

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_FLAGS_H_
