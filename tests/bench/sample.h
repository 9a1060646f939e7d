#ifndef IMAGECO_TESTS_BENCH_SAMPLE_H_
#define IMAGECO_TESTS_BENCH_SAMPLE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

// The vendor's sample exchange, as the bench's programs say it.
namespace imageco::bench {

// Where the gateway takes replies.
inline constexpr char kPath[] = "/json";

// The reply of a caller, without a transaction_id.
complaint::v1::ReplyRequest SampleReply(const std::string& isspid);

// The message of such a reply to the gateway, with its sign by the default scheme.
std::string SampleMessage(const std::string& transaction_id);

// What the gateway's answer says back of a message; empty where it is not there.
struct Echo {
  absl::string_view isspid;
  absl::string_view transaction_id;
  absl::string_view seller_account;
  absl::string_view complaint_id;
};

// Of JSON as MessageCodec and the comparators write it: each member once, without escapes.
Echo EchoOf(absl::string_view message);

// That the reply was delivered: as the vendor says it, with its sign; or, `plain`, as a
// ReplyResponse in ProtoJSON, for what cannot verify a sign.
std::string SampleAnswer(const Echo& echo, bool plain);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_SAMPLE_H_
