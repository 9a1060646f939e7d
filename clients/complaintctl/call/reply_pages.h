#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_REPLY_PAGES_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_REPLY_PAGES_H_

#include <functional>
#include <optional>

#include "clients/complaintctl/call/complaint_client.h"
#include "clients/complaintctl/call/failure.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::complaintctl {

// Gives the pages of a list to `take`, one after the other, until it says false or none is left.
// What failed, where a page did; what was taken before it is sound, and not all.
std::optional<Failure> ReadPages(
    ComplaintClient& client, complaint::v1::ListRepliesRequest request,
    const std::function<bool(const complaint::v1::ListRepliesResponse& page)>& take);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_REPLY_PAGES_H_
