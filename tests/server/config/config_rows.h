#ifndef IMAGECO_TESTS_SERVER_CONFIG_CONFIG_ROWS_H_
#define IMAGECO_TESTS_SERVER_CONFIG_CONFIG_ROWS_H_

#include <string>
#include <vector>

namespace imageco::server {

// One configuration that somebody may write, and what is said of it. Its files are those of
// ConfigWorld.
struct ConfigRow {
  enum class Text {
    kMerged,          // into the least that a server needs
    kMergedMerchant,  // into its merchant
    kWhole,           // the whole file, in text format
    kWholeJson,       // the whole file, in JSON
  };

  std::string name;
  Text kind;
  std::string text;  // with "$" for the folder
  // How a line of the error begins, with "$" for the folder; empty: it is good.
  std::string fault;
  // Good, and yet a machine may lack what it takes to start so, such as IPv6.
  bool may_lack = false;
};

// Every setting with good and bad values of it.
std::vector<ConfigRow> ConfigRows();

}  // namespace imageco::server

#endif  // IMAGECO_TESTS_SERVER_CONFIG_CONFIG_ROWS_H_
