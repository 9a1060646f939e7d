// ledger_victim FILE: claims and settles one reply after the other in the ledger FILE, until it is
// killed. Writes a line for each that is durable: "claimed ID", and for those with an even number
// "settled ID" thereafter.
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>

#include "bridge/ledger/sqlite/sqlite_ledger.h"
#include "tests/bridge/base/shared_simulated_loop.h"

namespace imageco::bridge::ledger {
namespace {

void Say(const std::string& line) {
  const std::string text = line + "\n";
  if (write(STDOUT_FILENO, text.data(), text.size()) < 0) _exit(1);
}

template <typename T>
T Run(base::SharedSimulatedLoop& loop, base::Task<T> task) {
  std::optional<T> result;
  base::Spawn(std::move(task), [&result](T value) { result.emplace(std::move(value)); });
  loop.RunUntil([&result] { return result.has_value(); });
  return *std::move(result);
}

int Main(const char* file) {
  base::SharedSimulatedLoop loop;
  auto ledger = SqliteLedger::Make(loop, {.file = {.file = file, .log_pages_max = 20}});
  if (!ledger.ok()) return 1;
  for (int i = 0;; ++i) {
    const std::string id = "t-" + std::to_string(i);
    if (!Run(loop, (*ledger)->Claim({"39493002", id}, {})).ok()) return 1;
    Say("claimed " + id);
    if (i % 2 == 1) continue;
    const Settlement settlement{.ending = Ending::kDelivered};
    if (!Run(loop, (*ledger)->Settle({"39493002", id}, settlement)).ok()) return 1;
    Say("settled " + id);
  }
}

}  // namespace
}  // namespace imageco::bridge::ledger

int main(int argc, char** argv) { return argc == 2 ? imageco::bridge::ledger::Main(argv[1]) : 2; }
