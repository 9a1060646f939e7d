#ifndef IMAGECO_TESTS_SANDBOX_PROGRAM_FLAGS_H_
#define IMAGECO_TESTS_SANDBOX_PROGRAM_FLAGS_H_

namespace imageco::sandbox {

// What gateway-sandbox takes: its help, its man page and its completions are made of it.
struct ProgramFlag {
  const char* name;   // without the dashes
  const char* value;  // empty: it takes none
  const char* help;
};

inline constexpr ProgramFlag kProgramFlags[] = {
    {"config", "FILE", "Serve by this configuration, in JSON, until SIGTERM or SIGINT."},
    {"make-certificate", "DIR", "Write cert.pem and key.pem, for 127.0.0.1 and localhost, there."},
};

inline constexpr char kProgramSummary[] =
    "Emulates the vendor's gateway, and judges the bridge that calls it.";

inline constexpr char kProgramDetails[] =
    "Prints its ports as one line of JSON once they are open. tests/sandbox/README.md tells of "
    "the\n"
    "configuration, the faults that it plays and the admin endpoint that counts them.\n\n"
    "Exit codes: 0 ended as it was told to, 2 arguments or a configuration that cannot be used.\n";

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_PROGRAM_FLAGS_H_
