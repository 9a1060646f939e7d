#include "clients/cpp/src/pem_file.h"

#include <utility>

#include "clients/cpp/src/file.h"
#include "clients/cpp/src/local_error.h"

namespace imageco::complaint {
Result<std::string> ReadPem(const Pem& pem, const std::string& what) {
  if (pem.empty()) return std::string();
  Result<std::string> text =
      pem.is_file() ? ReadFile(pem.value(), what) : Result<std::string>(pem.value());
  if (!text.ok() || text->find("-----BEGIN ") != std::string::npos) return text;
  return LocalError(Code::kInvalidArgument, what + ": holds no PEM");
}

}  // namespace imageco::complaint
