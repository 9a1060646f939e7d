#ifndef IMAGECO_TESTS_SERVER_CONFIG_CONFIG_WORLD_H_
#define IMAGECO_TESTS_SERVER_CONFIG_CONFIG_WORLD_H_

#include <string>

#include "tests/server/config/config_rows.h"
#include "tests/test_folder.h"

namespace imageco::server {

// A folder with every file that the rows name, good and bad.
class ConfigWorld {
 public:
  ConfigWorld();

  // Writes the configuration of a row there, and gives its path.
  std::string Write(ConfigRow row) const;

  // The row's fault.
  std::string FaultOf(const ConfigRow& row) const { return Named(row.fault); }

 private:
  void WriteKeys() const;
  void WriteCertificates() const;
  void WriteLedgers() const;
  void MakeWhatIsNoFile() const;
  // With the folder's name in place of "$".
  std::string Named(const std::string& text) const;
  std::string At(const std::string& name) const { return folder_.path() / name; }

  const TestFolder folder_;
};

}  // namespace imageco::server

#endif  // IMAGECO_TESTS_SERVER_CONFIG_CONFIG_WORLD_H_
