#include "bridge/ledger/query.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace imageco::bridge::ledger {

bool Meets(const Key& key, const Record& record, const Query& query) {
  const auto contains = [](const auto& list, const auto& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  std::optional<Ending> ending;
  if (record.settlement) ending = record.settlement->ending;
  return (!query.isspids || contains(*query.isspids, key.isspid)) &&
         (query.endings.empty() || contains(query.endings, ending)) &&
         record.claim_time >= query.claimed_from && record.claim_time < query.claimed_before &&
         (!query.after ||
          std::tie(query.after->claim_time, query.after->key) < std::tie(record.claim_time, key));
}

bool ComesBefore(const Key& key, const Record& record, const Key& other_key, const Record& other) {
  return std::tie(record.claim_time, key) < std::tie(other.claim_time, other_key);
}

}  // namespace imageco::bridge::ledger
