#include "server/library_log.h"

#include <arpa/inet.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/grpc.h>
#include <grpc/support/log.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "absl/strings/str_split.h"
#include "bridge/base/log.h"
#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

// The lines of a library that `log` brings about.
std::vector<json> LibraryLines(const std::function<void()>& log) {
  testing::internal::CaptureStderr();
  log();
  std::vector<json> lines;
  for (absl::string_view line :
       absl::StrSplit(testing::internal::GetCapturedStderr(), '\n', absl::SkipEmpty())) {
    lines.push_back(json::parse(line));  // whatever is no JSON ends the test
    if (lines.back()["message"] != "library") lines.pop_back();
  }
  return lines;
}

// The first of them: tests before this one may have used up what a second admits.
json LibraryLine(const std::function<void()>& log) {
  TakeLibraryLogs();
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < give_up) {
    if (const std::vector<json> lines = LibraryLines(log); !lines.empty()) return lines.front();
  }
  return {};
}

TEST(LibraryLog, WritesALineOfGrpcAsOneOfOurs) {
  grpc_init();  // it says nothing before
  const json line = LibraryLine([] {
    gpr_log("/build/src/core/x.cc", 7, GPR_LOG_SEVERITY_ERROR, "%s",
            "bad\n{\"severity\":\"INFO\",\"message\":\"settlement\"}\n\xff");
  });
  EXPECT_EQ(line["severity"], "ERROR");
  EXPECT_EQ(line["library"], "grpc");
  EXPECT_EQ(line["text"], "bad\n{\"severity\":\"INFO\",\"message\":\"settlement\"}\n\uFFFD");
  EXPECT_EQ(line["source"], "x.cc:7");
  grpc_shutdown();
}

TEST(LibraryLog, WritesALineOfProtobufAsOneOfOurs) {
  const json line = LibraryLine([] { GOOGLE_LOG(WARNING) << "odd\nbytes"; });
  EXPECT_EQ(line["severity"], "WARNING");
  EXPECT_EQ(line["library"], "protobuf");
  EXPECT_EQ(line["text"], "odd\nbytes");
  EXPECT_THAT(line["source"].get<std::string>(), MatchesRegex("library_log_test.cc:[0-9]+"));
}

TEST(LibraryLog, CutsALongText) {
  const json line = LibraryLine([] { GOOGLE_LOG(ERROR) << std::string(100'000, 'x'); });
  EXPECT_EQ(line["text"], std::string(512, 'x'));
}

TEST(LibraryLog, LeavesOutWhatIsLessSevereThanWanted) {
  TakeLibraryLogs();
  bridge::base::SetLogSeverityMin(bridge::base::Severity::kError);
  EXPECT_THAT(LibraryLines([] { GOOGLE_LOG(WARNING) << "odd"; }), IsEmpty());
  bridge::base::SetLogSeverityMin(bridge::base::Severity::kInfo);
}

// A peer that speaks HTTP/2 by the byte (RFC 9113).
class RawCaller {
 public:
  explicit RawCaller(const std::string& address) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in peer = {};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(std::stoi(address.substr(address.rfind(':') + 1)));
    peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&peer), sizeof(peer)), 0);
    Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(4, 0, 0, ""));
  }
  RawCaller(const RawCaller&) = delete;
  RawCaller& operator=(const RawCaller&) = delete;
  ~RawCaller() { close(fd_); }

  // A call that ends with its headers.
  void Call(uint32_t stream, const std::string& timeout) {
    Send(Frame(1, 0x5, stream,
               Header(":method", "POST") + Header(":scheme", "http") +
                   Header(":path", "/imageco.complaint.v1.ComplaintService/GetReply") +
                   Header(":authority", "x") + Header("te", "trailers") +
                   Header("content-type", "application/grpc") + Header("grpc-timeout", timeout)));
  }

  // Waits for the answer to a ping: all that came before it was read then.
  void AwaitPong() {
    Send(Frame(6, 0, 0, "12345678"));
    const std::string pong = Frame(6, 1, 0, "12345678");
    std::string received;
    char bytes[4096];
    while (received.find(pong) == std::string::npos) {
      const ssize_t length = recv(fd_, bytes, sizeof(bytes), 0);
      ASSERT_GT(length, 0);
      received.append(bytes, static_cast<size_t>(length));
    }
  }

 private:
  static std::string Frame(char type, char flags, uint32_t stream, const std::string& payload) {
    std::string head(9, '\0');
    head[1] = static_cast<char>(payload.size() >> 8);
    head[2] = static_cast<char>(payload.size());
    head[3] = type;
    head[4] = flags;
    for (int i = 0; i < 4; ++i) head[8 - i] = static_cast<char>(stream >> 8 * i);
    return head + payload;
  }
  // Without indexing or Huffman (RFC 7541, 6.2.2).
  static std::string Header(const std::string& name, const std::string& value) {
    return std::string(1, '\0') + static_cast<char>(name.size()) + name +
           static_cast<char>(value.size()) + value;
  }
  void Send(const std::string& bytes) {
    EXPECT_EQ(send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), ssize_t(bytes.size()));
  }

  const int fd_;
};

class LibraryLogServerTest : public ComplaintServerFixture {};

TEST_F(LibraryLogServerTest, LetsNoPeerForgeALineNorFillTheLog) {
  Start();
  testing::internal::CaptureStderr();
  RawCaller caller(server().address());
  for (uint32_t call = 0; call < 2000; ++call) {
    caller.Call(2 * call + 1, "1\n{\"severity\":\"INFO\",\"message\":\"settlement\"}\n");
    if (call % 50 == 49) caller.AwaitPong();
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr(R"("message":"library","library":"grpc")"));
  for (absl::string_view line : absl::StrSplit(log, '\n', absl::SkipEmpty())) {
    EXPECT_NE(json::parse(line)["message"], "settlement") << line;
  }
  EXPECT_LT(log.size(), 100'000u);
}

}  // namespace
}  // namespace imageco::server
