#ifndef IMAGECO_BRIDGE_CERTIFICATES_PEM_FILE_H_
#define IMAGECO_BRIDGE_CERTIFICATES_PEM_FILE_H_

#include <string>
#include <string_view>
#include <vector>

namespace imageco::bridge::certificates {

// A setting that names a file in PEM. What is wrong with it is added to the faults, with the
// setting ("listener.tls.certificate_file: ..."), and with paths, never what they hold.
class PemFile {
 public:
  // `faults` outlives it.
  PemFile(std::string setting, std::string path, std::vector<std::string>& faults);

  void AddFault(std::string_view what) const;

  // The file's text, where it holds such. Nothing, and a fault, where it does not; nothing for no
  // file.
  std::string ReadCertificates() const;
  std::string ReadKey() const;
  std::string ReadRevocationLists() const;

  // A fault where the texts of both were read, and `key` is not that of the first certificate.
  void CheckFits(const std::string& key, const PemFile& certificates_file,
                 const std::string& certificates) const;

 private:
  std::string Read(std::string_view content, bool (*holds)(const std::string&)) const;

  const std::string setting_;
  const std::string path_;
  std::vector<std::string>& faults_;
};

}  // namespace imageco::bridge::certificates

#endif  // IMAGECO_BRIDGE_CERTIFICATES_PEM_FILE_H_
