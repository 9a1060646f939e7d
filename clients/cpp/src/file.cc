#include "clients/cpp/src/file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "clients/cpp/src/local_error.h"

namespace imageco::complaint {

Result<std::string> ReadFile(const std::string& path, const std::string& what) {
  const std::unique_ptr<std::FILE, decltype(&std::fclose)> file(std::fopen(path.c_str(), "rb"),
                                                                std::fclose);
  std::string bytes;
  std::array<char, 4096> block;
  while (file != nullptr) {
    const size_t count = std::fread(block.data(), 1, block.size(), file.get());
    bytes.append(block.data(), count);
    if (std::ferror(file.get())) break;
    if (count < block.size()) return bytes;
  }
  return LocalError(Code::kInvalidArgument,
                    what + ": " + path + " cannot be read: " + std::strerror(errno));
}

}  // namespace imageco::complaint
