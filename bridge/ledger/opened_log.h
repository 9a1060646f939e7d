#ifndef IMAGECO_BRIDGE_LEDGER_OPENED_LOG_H_
#define IMAGECO_BRIDGE_LEDGER_OPENED_LOG_H_

#include <string_view>

namespace imageco::bridge::ledger {

struct OpenedLog {
  std::string_view kind;   // as the configuration calls it, e.g. "sqlite"
  std::string_view place;  // its file, or its database; no password
  std::string_view identity;
  bool is_new = false;  // it was made just now
};

// Logs which ledger was opened, and warns of a new one: whoever meant another would send replies
// again.
void LogOpened(const OpenedLog& opened);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_OPENED_LOG_H_
