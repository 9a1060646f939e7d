#ifndef IMAGECO_BRIDGE_BASE_TRACE_CONTEXT_H_
#define IMAGECO_BRIDGE_BASE_TRACE_CONTEXT_H_

#include <string>
#include <string_view>

namespace imageco::bridge::base {

// Where a call stands in a trace (W3C Trace Context), as texts of small hex digits; all empty: in
// none that is known.
struct TraceContext {
  std::string trace_id;  // 32 digits
  std::string span_id;   // 16 digits: of what the call is to us
  std::string flags;     // 2 digits, as they came

  // The header by which whom we call stands in the same trace; empty in none.
  std::string ToTraceparent() const;
};

// What a call's "traceparent" header says, with a span of its own. Nothing where it breaks a rule
// of the standard, which is no error.
TraceContext FromTraceparent(std::string_view traceparent);

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_TRACE_CONTEXT_H_
