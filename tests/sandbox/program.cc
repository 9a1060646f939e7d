#include "tests/sandbox/program.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

#include "tests/sandbox/certificate.h"
#include "tests/sandbox/program_flags.h"
#include "tests/sandbox/sandbox.h"

namespace imageco::sandbox {
namespace {

constexpr int kUnusable = 2;
constexpr int kFlagColumn = 30;
constexpr const char* kUsage = "usage: gateway-sandbox --config FILE | --make-certificate DIR\n";

int Refuse(const Faults& faults, std::ostream& err) {
  for (const std::string& fault : faults) err << "gateway-sandbox: " << fault << "\n";
  return kUnusable;
}

void PrintPorts(const Sandbox& sandbox, std::ostream& out) {
  nlohmann::ordered_json ports = {{"http_port", sandbox.http_port()}};
  if (sandbox.https_port() != 0) ports["https_port"] = sandbox.https_port();
  ports["admin_port"] = sandbox.admin_port();
  out << ports.dump() << std::endl;
}

int Serve(const std::string& config_file, std::ostream& out, std::ostream& err) {
  std::ifstream file(config_file, std::ios::binary);
  if (!file) return Refuse({config_file + ": cannot be read"}, err);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const Checked<Config> config = ParseConfig(text);
  if (!config.value) return Refuse(config.faults, err);

  // Blocked before the sandbox's thread begins, so that they wait here for sigwait.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const Checked<std::unique_ptr<Sandbox>> sandbox = Sandbox::Start(*config.value);
  if (!sandbox.value) return Refuse(sandbox.faults, err);
  PrintPorts(**sandbox.value, out);
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}

int WriteCertificate(const std::filesystem::path& directory, std::ostream& err) {
  const Certificate certificate = MakeSelfSignedCertificate();
  std::ofstream certificate_file(directory / "cert.pem", std::ios::binary);
  std::ofstream key_file(directory / "key.pem", std::ios::binary);
  certificate_file << certificate.certificate_pem << std::flush;
  key_file << certificate.key_pem << std::flush;
  if (certificate_file && key_file) return 0;
  return Refuse({directory.string() + ": cannot be written"}, err);
}

bool WantsHelp(const std::vector<std::string>& arguments) {
  return arguments.size() == 1 &&
         (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help");
}

int ShowHelp(std::ostream& out) {
  out << "Usage: gateway-sandbox [flags]\n\n"
      << kProgramSummary << "\n\n"
      << kProgramDetails << "\nFlags:\n"
      << std::left;
  for (const ProgramFlag& flag : kProgramFlags) {
    const std::string shown = std::string("  --") + flag.name + " " + flag.value;
    out << std::setw(kFlagColumn) << shown << flag.help << '\n';
  }
  out << std::setw(kFlagColumn) << "  --help"
      << "Shows this.\n";
  return 0;
}

}  // namespace

int RunProgram(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  if (arguments.size() == 2 && arguments[0] == "--config") return Serve(arguments[1], out, err);
  if (arguments.size() == 2 && arguments[0] == "--make-certificate") {
    return WriteCertificate(arguments[1], err);
  }
  if (WantsHelp(arguments)) return ShowHelp(out);
  err << kUsage << "See gateway-sandbox --help\n";
  return kUnusable;
}

}  // namespace imageco::sandbox
