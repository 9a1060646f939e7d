#ifndef IMAGECO_BRIDGE_LEDGER_QUERY_H_
#define IMAGECO_BRIDGE_LEDGER_QUERY_H_

#include "bridge/ledger/ledger.h"

namespace imageco::bridge::ledger {

// Whether Ledger::List gives the record, but for how many are wanted.
bool Meets(const Key& key, const Record& record, const Query& query);

// The order of Ledger::List.
bool ComesBefore(const Key& key, const Record& record, const Key& other_key, const Record& other);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_QUERY_H_
