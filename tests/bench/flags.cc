#include "tests/bench/flags.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/numbers.h"

namespace imageco::bench {
namespace {

[[noreturn]] void Refuse(const std::string& name, const char* why) {
  std::fprintf(stderr, "%s: %s\n", name.c_str(), why);
  std::exit(2);
}

}  // namespace

Flags::Flags(int argc, char** argv, int first) {
  for (int i = first; i < argc; i += 2) {
    const std::string name = argv[i];
    if (!name.starts_with("--") || i + 1 == argc) Refuse(name, "wants to be --name value");
    values_[name.substr(2)] = argv[i + 1];
  }
}

std::string Flags::Text(const std::string& name, const std::string& otherwise) {
  known_.insert(name);
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : found->second;
}

double Flags::Number(const std::string& name, double otherwise) {
  const std::string text = Text(name);
  double number = otherwise;
  if (!text.empty() && !absl::SimpleAtod(text, &number)) Refuse(name, "is no number");
  return number;
}

int Flags::Count(const std::string& name, int otherwise) {
  return static_cast<int>(Number(name, otherwise));
}

absl::Duration Flags::Seconds(const std::string& name, double otherwise) {
  return absl::Seconds(Number(name, otherwise));
}

void Flags::RefuseOthers() const {
  for (const auto& [name, value] : values_) {
    if (!known_.contains(name)) Refuse(name, "is not known");
  }
}

}  // namespace imageco::bench
