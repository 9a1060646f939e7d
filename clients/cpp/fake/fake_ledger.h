#ifndef IMAGECO_CLIENTS_CPP_FAKE_FAKE_LEDGER_H_
#define IMAGECO_CLIENTS_CPP_FAKE_FAKE_LEDGER_H_

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "imageco/complaint/error.h"
#include "imageco/complaint/reply.h"
#include "imageco/complaint/result.h"

namespace imageco::complaint::testing {

// What the fake's gateway and ledger would know together: one id is one reply. Thread-safe.
class FakeLedger {
 public:
  // As the bridge answers. A reply that is not on record ends as `outcome` says, GATEWAY_REJECTED
  // or OUTCOME_UNKNOWN; without one, the consumer sees it.
  Result<ReplyResponse> Take(const ReplyRequest& request, const std::optional<Error>& outcome);

  Result<ReplyRecord> Get(const std::string& isspid, const std::string& transaction_id) const;

  void Settle(const std::string& isspid, const std::string& transaction_id, Verdict verdict);

  std::vector<ReplyRequest> delivered() const;

 private:
  struct Entry {
    ReplyRequest request;
    ReplyRecord record;
    std::optional<Error> error;
  };
  using Key = std::pair<std::string, std::string>;

  Result<ReplyResponse> Send(Entry& entry, const std::optional<Error>& outcome);

  mutable std::mutex mutex_;
  std::map<Key, Entry> entries_;
  std::vector<ReplyRequest> delivered_;
};

}  // namespace imageco::complaint::testing

#endif  // IMAGECO_CLIENTS_CPP_FAKE_FAKE_LEDGER_H_
