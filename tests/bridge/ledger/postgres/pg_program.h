#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_PROGRAM_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_PROGRAM_H_

#include <sys/types.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace imageco::bridge::ledger {

// Where Debian puts PostgreSQL's.
inline constexpr char kPgPrograms[] = "/usr/lib/postgresql/15/bin/";

// A server program that a test needs, as a user that is not root: PostgreSQL's will not run as
// root. Ends with this process at the latest, however that ends.
class PgProgram {
 public:
  // Returns when the program has written `ready`; crashes where it ends before.
  PgProgram(const std::vector<std::string>& command, std::string ready);
  PgProgram(const PgProgram&) = delete;
  PgProgram& operator=(const PgProgram&) = delete;
  // Kills it and what it started, as a crash would.
  ~PgProgram();

  // Runs a program to its end, its output in the file `log`; crashes where it fails.
  static void Run(const std::vector<std::string>& command, const std::string& log);

  // Gives a folder or a file to that user.
  static void GiveAway(const std::string& path);

 private:
  void ReadLog(int log, const std::string& ready);

  pid_t pid_ = -1;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ready_ = false;  // guarded by mutex_
  bool ended_ = false;  // guarded by mutex_
  std::thread log_reader_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_PROGRAM_H_
