#include "bridge/certificates/pem_file.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "bridge/base/file.h"
#include "bridge/certificates/pem.h"

namespace imageco::bridge::certificates {

PemFile::PemFile(std::string setting, std::string path, std::vector<std::string>& faults)
    : setting_(std::move(setting)), path_(std::move(path)), faults_(faults) {}

void PemFile::AddFault(std::string_view what) const {
  faults_.push_back(absl::StrCat(setting_, ": ", std::string(what)));
}

std::string PemFile::ReadCertificates() const {
  return Read("certificate in PEM, or one that is cut", &HoldsCertificates);
}

std::string PemFile::ReadKey() const {
  return Read("private key in PEM, without password", &HoldsKey);
}

std::string PemFile::ReadRevocationLists() const {
  return Read("certificate revocation list in PEM, or one that is cut", &HoldsRevocationLists);
}

void PemFile::CheckFits(const std::string& key, const PemFile& certificates_file,
                        const std::string& certificates) const {
  if (key.empty() || certificates.empty() || KeyFits(certificates, key)) return;
  AddFault(
      absl::StrCat(path_, " is not the key of the first certificate in ", certificates_file.path_));
}

std::string PemFile::Read(std::string_view content, bool (*holds)(const std::string&)) const {
  if (path_.empty()) return "";
  absl::StatusOr<std::string> text = base::ReadFile(path_);
  if (!text.ok()) {
    AddFault(std::string(text.status().message()));
    return "";
  }
  if (holds(*text)) return *std::move(text);
  AddFault(absl::StrCat(path_, " holds no ", std::string(content)));
  return "";
}

}  // namespace imageco::bridge::certificates
