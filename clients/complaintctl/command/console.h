#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_COMMAND_CONSOLE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_COMMAND_CONSOLE_H_

#include <istream>
#include <ostream>

namespace imageco::complaintctl {

// What a command reads and writes: the streams of the process, or of a test.
struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

// What scripts go by.
enum class ExitCode {
  kOk = 0,
  kFailed = 1,          // refused, or failed definitely
  kUsage = 2,           // the command line is wrong
  kOutcomeUnknown = 3,  // perhaps the consumer sees the reply, or the finding is recorded
  kNothingSent = 4,     // and a retry may work
};

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_COMMAND_CONSOLE_H_
