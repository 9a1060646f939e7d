// A client that acknowledges no limit and keeps to none, while others call.
#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/http2_caller.h"
#include "tests/integration/replica_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::integration {
namespace {

using server::HttpGet;
using server::IsOk;

constexpr char kNoMethod[] = "/imageco.complaint.v1.ComplaintService/GetReplz";

struct Flood {
  const char* name;
  std::string (*call)(uint32_t stream);
};

void PrintTo(const Flood& flood, std::ostream* out) { *out << flood.name; }

constexpr Flood kFloods[] = {
    {"Resets",
     [](uint32_t stream) {
       return Http2Caller::Headers(kGetReply, stream) + Http2Caller::Reset(stream);
     }},
    {"ResetsOfWholeCalls",
     [](uint32_t stream) {
       return Http2Caller::Headers(kGetReply, stream) + Http2Caller::Message("", true, stream) +
              Http2Caller::Reset(stream);
     }},
    {"HeadersWithoutMessage",
     [](uint32_t stream) { return Http2Caller::Headers(kGetReply, stream); }},
    {"CallsWhoseAnswersNobodyReads",
     [](uint32_t stream) {
       return Http2Caller::Headers(kGetReply, stream) + Http2Caller::Message("", true, stream);
     }},
    {"NoMethods",
     [](uint32_t stream) {
       return Http2Caller::Headers(kNoMethod, stream) + Http2Caller::Message("", true, stream);
     }},
};

// Of a hundred thousand calls, a thousand at a time.
std::vector<std::string> BytesOf(const Flood& flood) {
  std::vector<std::string> chunks(100);
  uint32_t stream = 1;
  for (std::string& chunk : chunks) {
    for (int i = 0; i < 1000; ++i, stream += 2) chunk += flood.call(stream);
  }
  return chunks;
}

class FloodTest : public ReplicaFixture, public testing::WithParamInterface<Flood> {};

TEST_P(FloodTest, KeepsNobodyWaiting) {
  const auto replica = Launch();
  ASSERT_THAT(replica->Reply("t-1"), IsOk());
  Http2Caller caller(replica->process().address());
  caller.Greet();
  const std::vector<std::string> chunks = BytesOf(GetParam());
  const auto refused = std::find_if(chunks.begin(), chunks.end(),
                                    [&caller](const auto& chunk) { return !caller.Send(chunk); });
  EXPECT_NE(refused, chunks.end()) << "it was never cut";
  EXPECT_THAT(HttpGet(replica->process().operations_address(), "/metrics").body,
              testing::HasSubstr("complaint_connections_cut_total 1\n"));
  EXPECT_THAT(replica->Reply("t-2"), IsOk());
}

INSTANTIATE_TEST_SUITE_P(Floods, FloodTest, testing::ValuesIn(kFloods),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace imageco::integration
