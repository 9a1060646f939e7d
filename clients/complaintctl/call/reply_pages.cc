#include "clients/complaintctl/call/reply_pages.h"

#include <utility>
#include <variant>

namespace imageco::complaintctl {

using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;

std::optional<Failure> ReadPages(ComplaintClient& client, ListRepliesRequest request,
                                 const std::function<bool(const ListRepliesResponse& page)>& take) {
  do {
    auto outcome = client.ListReplies(request);
    if (auto* failure = std::get_if<Failure>(&outcome)) return std::move(*failure);
    const auto& page = std::get<ListRepliesResponse>(outcome);
    if (!take(page)) return std::nullopt;
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return std::nullopt;
}

}  // namespace imageco::complaintctl
