#ifndef IMAGECO_TESTS_BENCH_REPLY_PARTS_H_
#define IMAGECO_TESTS_BENCH_REPLY_PARTS_H_

#include <functional>
#include <string>
#include <vector>

namespace imageco::bench {

// One part of what a reply costs, to be done as often as one likes: the page's reply, without a
// network.
struct Part {
  std::string name;
  std::function<void()> once;
};

// Every part of it, and "reply", the whole way through the bridge with the ledger in memory. Each
// may be done `times` times at most. The SQLite ledger stands in `folder`.
std::vector<Part> MakeReplyParts(const std::string& folder, int times);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_REPLY_PARTS_H_
