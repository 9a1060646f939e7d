#include <iostream>
#include <string>
#include <vector>

#include "tests/sandbox/program.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return imageco::sandbox::RunProgram(arguments, std::cout, std::cerr);
}
