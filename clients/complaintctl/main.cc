#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "clients/complaintctl/app.h"
#include "clients/complaintctl/language/language.h"

int main(int argc, char** argv) {
  // gRPC's own lines would stand between ours; whoever wants them sets the variable.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  using imageco::complaintctl::LanguageOf;
  imageco::complaintctl::Speak(
      LanguageOf(std::getenv("LC_ALL"), std::getenv("LC_MESSAGES"), std::getenv("LANG")));
  imageco::complaintctl::Console console{std::cin, std::cout, std::cerr};
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return static_cast<int>(imageco::complaintctl::RunApp(arguments, console));
}
