// What a reply costs on each ledger: complaint-server as a process of its own, callers and gateway
// in this one. The ledgers take turns, so that whatever else the machine does falls on all alike.
//
//   reply-bench [--rounds N] [--replies N] [--seconds N]

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "tests/bench/contender.h"

namespace imageco::bench {
namespace {

using integration::LedgerKind;
using Contenders = std::vector<std::unique_ptr<Contender>>;

constexpr int kFew = 1;
constexpr int kMany = 64;

struct Settings {
  int rounds = 5;
  int replies_max = 20'000;  // in a run of many callers; an eighth of it by one
  int seconds_max = 4;       // of a run
};

bool Parse(int argc, char** argv, Settings& settings) {
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    const int value = i + 1 < argc ? std::atoi(argv[i + 1]) : 0;
    if (value < 1) return false;
    if (name == "--rounds") {
      settings.rounds = value;
    } else if (name == "--replies") {
      settings.replies_max = value;
    } else if (name == "--seconds") {
      settings.seconds_max = value;
    } else {
      return false;
    }
  }
  return true;
}

Contenders MakeContenders() {
  Contenders contenders;
  contenders.push_back(std::make_unique<Contender>("memory", LedgerKind::kMemory, kMany));
  for (const LedgerKind kind : integration::kLedgerKinds) {
    contenders.push_back(std::make_unique<Contender>(ToText(kind), kind, kMany));
  }
  return contenders;
}

void RunAll(const Settings& settings, const Contenders& contenders) {
  const std::chrono::seconds seconds_max(settings.seconds_max);
  for (int round = 0; round < settings.rounds; ++round) {
    for (const auto& contender : contenders) {
      contender->Run(kFew, settings.replies_max / 8, seconds_max);
    }
    for (const auto& contender : contenders) {
      contender->Run(kMany, settings.replies_max, seconds_max);
    }
  }
}

void Print(const Contenders& contenders) {
  std::printf("%-10s %8s %12s %14s %13s %12s\n", "ledger", "callers", "replies/s", "us CPU/reply",
              "syncs/reply", "of memory's");
  for (const int callers : {kFew, kMany}) {
    const Cost memory = contenders.front()->Median(callers);
    for (const auto& contender : contenders) {
      const Cost cost = contender->Median(callers);
      std::printf("%-10s %8d %12.0f %14.1f %13.3f %12.2f\n", contender->name().c_str(), callers,
                  cost.replies_per_second, cost.cpu_microseconds, cost.syncs,
                  cost.replies_per_second / memory.replies_per_second);
    }
  }
}

}  // namespace
}  // namespace imageco::bench

int main(int argc, char** argv) {
  imageco::bench::Settings settings;
  if (!imageco::bench::Parse(argc, argv, settings)) {
    std::fprintf(stderr, "usage: reply-bench [--rounds N] [--replies N] [--seconds N]\n");
    return 2;
  }
  const auto contenders = imageco::bench::MakeContenders();
  imageco::bench::RunAll(settings, contenders);
  imageco::bench::Print(contenders);
  return 0;
}
