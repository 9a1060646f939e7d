#include "bridge/ledger/opened_log.h"

#include "bridge/base/log.h"

namespace imageco::bridge::ledger {

using base::Log;
using base::Severity;

void LogOpened(const OpenedLog& opened) {
  Log(Severity::kInfo, "the ledger is open",
      {{"kind", opened.kind}, {"place", opened.place}, {"identity", opened.identity}});
  if (!opened.is_new) return;
  Log(Severity::kWarning, "the ledger is new and empty: it knows of no reply that was sent before",
      {{"kind", opened.kind}, {"place", opened.place}, {"identity", opened.identity}});
}

}  // namespace imageco::bridge::ledger
