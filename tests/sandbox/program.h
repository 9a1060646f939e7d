#ifndef IMAGECO_TESTS_SANDBOX_PROGRAM_H_
#define IMAGECO_TESTS_SANDBOX_PROGRAM_H_

#include <ostream>
#include <string>
#include <vector>

namespace imageco::sandbox {

// The program gateway-sandbox. Returns its exit status: 0, or 2 for arguments or a configuration
// that cannot be used, with every fault on `err`.
//   --config FILE          serve until SIGTERM or SIGINT; one line of JSON with the ports goes to
//                          `out` once they are open
//   --help                 what it takes, on `out`
//   --make-certificate DIR write cert.pem and key.pem, self-signed, for 127.0.0.1 and localhost
int RunProgram(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_PROGRAM_H_
