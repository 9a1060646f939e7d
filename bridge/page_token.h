#ifndef IMAGECO_BRIDGE_PAGE_TOKEN_H_
#define IMAGECO_BRIDGE_PAGE_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "bridge/ledger/ledger.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::bridge {

// A place in the list that `request` asks for, as letters, digits, '-' and '_': opaque to callers,
// and no secret. The same for every replica and version. Fails where OpenSSL makes no digest.
absl::StatusOr<std::string> EncodePageToken(const complaint::v1::ListRepliesRequest& request,
                                            const ledger::Cursor& cursor);

// The place that request.page_token names. InvalidArgumentError: it is not one of ours, or of
// another filter than the request's. ResourceExhaustedError: that cannot be told.
absl::StatusOr<ledger::Cursor> DecodePageToken(const complaint::v1::ListRepliesRequest& request);

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_PAGE_TOKEN_H_
