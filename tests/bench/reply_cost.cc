// What each part of a reply costs in instructions, under valgrind --tool=callgrind:
//
//   reply-cost FOLDER REPLIES [PART]
//
// does every part five times REPLIES to warm up, so that tables have grown, then REPLIES times,
// then twice as often, and lets callgrind write its counts after each, named "PART 1" and "PART 2".
// The difference is what REPLIES of them cost, whatever is around them. The SQLite ledger is made
// in FOLDER. See instruction_budget.py. With PART, that
// one alone five times REPLIES, for a profiler.

#include <valgrind/callgrind.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/bench/reply_parts.h"

namespace imageco::bench {
namespace {

void Count(const Part& part, int times, int step) {
  CALLGRIND_ZERO_STATS;
  for (int i = 0; i < times * step; ++i) part.once();
  const std::string name = part.name + " " + std::to_string(step);
  CALLGRIND_DUMP_STATS_AT(name.c_str());
}

}  // namespace
}  // namespace imageco::bench

int main(int argc, char** argv) {
  const int replies = argc >= 3 ? std::atoi(argv[2]) : 0;
  if (replies < 1) {
    std::fprintf(stderr, "usage: reply-cost FOLDER REPLIES [PART]\n");
    return 2;
  }
  const int warm_up = 5 * replies;
  for (const auto& part : imageco::bench::MakeReplyParts(argv[1], warm_up + 3 * replies)) {
    const bool is_meant = argc == 3 || part.name == argv[3];
    for (int i = 0; is_meant && i < warm_up; ++i) part.once();
    for (const int step : {1, 2}) {
      if (argc == 3) imageco::bench::Count(part, replies, step);
    }
  }
  return 0;
}
