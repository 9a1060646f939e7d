#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_LEDGER_MEMORY_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_LEDGER_MEMORY_H_

#include <cstdint>
#include <string>

namespace imageco::bridge::ledger {

// Which ledger a file holds, and how far it had come: a ledger that is not as far as it was before
// has lost what was sent.
struct LedgerMemory {
  std::string identity{};  // random, made once
  int64_t commits = 0;     // transactions in the file and its write-ahead log
  int64_t in_file = 0;     // of those, at least so many are in the file itself
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_LEDGER_MEMORY_H_
