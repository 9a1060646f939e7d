#ifndef IMAGECO_BRIDGE_CALL_CONTEXT_H_
#define IMAGECO_BRIDGE_CALL_CONTEXT_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "bridge/base/cancellation.h"
#include "bridge/base/trace_context.h"
#include "bridge/merchant_table.h"
#include "bridge/reply_trail.h"

namespace imageco::bridge {

// What a call brings besides its request.
struct CallContext {
  // The merchants of the version that the call began with.
  std::shared_ptr<const MerchantTable> merchants;
  // Until when somebody waits for the answer. It stops a reply that was not sent yet, and changes
  // nothing for one that was; as does a cancellation.
  absl::Time deadline = absl::InfiniteFuture();
  std::shared_ptr<base::Cancellation> cancellation = std::make_shared<base::Cancellation>();
  // Who calls, as was proven: for the record. Empty: nobody knows.
  std::string identity{};
  base::TraceContext trace{};
  // Of a Reply: written as it goes, and to outlive its task. May be null.
  ReplyTrail* trail = nullptr;
};

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_CALL_CONTEXT_H_
