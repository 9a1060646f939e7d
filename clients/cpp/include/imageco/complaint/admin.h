#ifndef IMAGECO_COMPLAINT_ADMIN_H_
#define IMAGECO_COMPLAINT_ADMIN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "imageco/complaint/client.h"

namespace imageco::complaint {

// Which records, and how many.
struct ListRepliesRequest {
  std::string isspid;              // empty: of every merchant that the caller may administer
  std::vector<ReplyState> states;  // empty: any
  std::optional<Time> claimed_from;
  std::optional<Time> claimed_before;
  std::int32_t page_size = 0;  // 1 to 500; 0: 50
  std::string page_token;      // next_page_token of the page before; empty: the first page
};

struct ListRepliesResponse {
  std::vector<ReplyRecord> replies;  // the oldest claim first
  std::string next_page_token;       // empty: this was the last
};

// What a person found out.
struct SettleReplyRequest {
  std::string isspid;
  std::string transaction_id;
  Verdict verdict = Verdict::kUnspecified;
  std::string settled_by;  // who says so: 1 to 64 characters
  std::string reason;      // how they know: 1 to 200 characters, nothing of the reply's text
};

// For operators: the replies whose outcome is unknown. The bridge wants a caller with `admin`.
class AdminClient {
 public:
  // Shares the client's connection.
  explicit AdminClient(const Client& client) : connection_(client.connection_) {}

  // One page.
  Result<ListRepliesResponse> ListReplies(const ListRepliesRequest& request,
                                          const CallOptions& options = {}) const;

  // Records what was found; gives the record as it is now. It is never retried: an error without a
  // reason leaves open whether it was recorded, which GetReply's finding tells.
  Result<ReplyRecord> SettleReply(const SettleReplyRequest& request,
                                  const CallOptions& options = {}) const;

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_COMPLAINT_ADMIN_H_
