#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_SQLITE_VICTIM_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_SQLITE_VICTIM_H_

#include <sys/types.h>

#include <cstdio>
#include <map>
#include <string>

namespace imageco::bridge::ledger {

// ledger_victim on a file: a process that claims and settles until it is killed, or its ledger
// fails.
class Victim {
 public:
  explicit Victim(const std::string& file);
  Victim(const Victim&) = delete;
  Victim& operator=(const Victim&) = delete;
  ~Victim();

  void Kill();
  // It does nothing from here on; or goes on.
  void Stop() const;
  void GoOn() const;

  // Reads a line and notes it, as the last that is known of its reply. False: there is none.
  bool Read(std::map<std::string, std::string>& said);

 private:
  pid_t pid_ = 0;
  std::FILE* lines_ = nullptr;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_SQLITE_VICTIM_H_
