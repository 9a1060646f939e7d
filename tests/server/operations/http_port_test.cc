#include "server/operations/http_port.h"

#include <sys/socket.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/server/http_exchange.h"

namespace imageco::server {
namespace {

using bridge::base::OwnedFd;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class HttpPortTest : public testing::Test {
 protected:
  HttpPortTest() { Listen({}); }

  void Listen(HttpPortOptions options) {
    port_ = nullptr;
    HttpPages pages;
    pages["/page"] = [this] {
      ++asked_;
      return HttpAnswer{.body = "text\n"};
    };
    pages["/long"] = [] { return HttpAnswer{.body = std::string(4'000'000, 'x')}; };
    auto port = HttpPort::Listen("127.0.0.1:0", std::move(pages), options);
    ASSERT_TRUE(port.ok()) << port.status();
    port_ = *std::move(port);
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_->port()); }
  HttpReceived Get(const std::string& path) const { return HttpGet(address(), path); }
  HttpReceived Request(const std::string& request) const { return HttpRequest(address(), request); }

  std::vector<OwnedFd> Connect(int connections, const std::string& bytes) const {
    std::vector<OwnedFd> open;
    for (int i = 0; i < connections; ++i) {
      open.push_back(ConnectTo(address()));
      send(open.back().get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    return open;
  }

  std::atomic<int> asked_ = 0;
  std::unique_ptr<HttpPort> port_;
};

TEST_F(HttpPortTest, AnswersWithThePageAndCloses) {
  const HttpReceived answer = Get("/page");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "text\n");
  EXPECT_THAT(answer.headers,
              AllOf(HasSubstr("Content-Type: text/plain; charset=utf-8"),
                    HasSubstr("Content-Length: 5"), HasSubstr("Connection: close")));
}

TEST_F(HttpPortTest, AnswersHeadWithoutTheBody) {
  const HttpReceived answer = Request("HEAD /page HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.headers, HasSubstr("Content-Length: 5"));
  EXPECT_EQ(answer.body, "");
}

TEST_F(HttpPortTest, TakesAQueryForNothing) { EXPECT_EQ(Get("/page?verbose").status, 200); }

TEST_F(HttpPortTest, KnowsNoOtherPath) {
  for (const char* path : {"/", "/pag", "/page/", "//page", "/page/../page", "/PAGE"}) {
    EXPECT_EQ(Get(path).status, 404) << path;
  }
  EXPECT_EQ(asked_, 0);
}

TEST_F(HttpPortTest, ReadsAlone) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "X"}) {
    const HttpReceived answer =
        Request(absl::StrCat(method, " /page HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_THAT(answer.headers, HasSubstr("Allow: GET, HEAD"));
  }
  EXPECT_EQ(asked_, 0);
}

TEST_F(HttpPortTest, WaitsForNoBody) {
  EXPECT_EQ(Request("POST /page HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n").status,
            405);
  EXPECT_EQ(Request("POST /page HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n").status,
            405);
}

TEST_F(HttpPortTest, EndsAConnectionThatSpeaksNoHttp) {
  Listen({.silence_max = absl::Seconds(1)});
  for (const std::string& bytes :
       {std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), std::string("\x16\x03\x01\x02\x00", 5),
        std::string("\r\n\r\n\r\nno\r\n\r\n"), std::string(100'000, '\0')}) {
    const OwnedFd connection = ConnectTo(address());
    send(connection.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    shutdown(connection.get(), SHUT_WR);
    Exchange(connection, "");  // returns, since the other side closes
  }
  EXPECT_EQ(asked_, 0);
  EXPECT_EQ(Get("/page").status, 200);
}

TEST_F(HttpPortTest, RefusesHeadersOfAGiant) {
  const std::string giant(1'000'000, 'x');
  EXPECT_THAT(Get("/" + giant).status, AnyOf(0, 413, 414, 431));
  EXPECT_THAT(Request("GET /page HTTP/1.1\r\nHost: x\r\nX: " + giant + "\r\n\r\n").status,
              AnyOf(0, 413, 431));
  std::string many = "GET /page HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 10'000; ++i) absl::StrAppend(&many, "X-", i, ": y\r\n");
  EXPECT_THAT(Request(many + "\r\n").status, AnyOf(0, 413, 431));
  EXPECT_EQ(asked_, 0);
  EXPECT_EQ(Get("/page").status, 200);
}

TEST_F(HttpPortTest, AnswersOneOfManyPipedRequests) {
  std::string piped;
  for (int i = 0; i < 10; ++i) piped += "GET /page HTTP/1.1\r\nHost: x\r\n\r\n";
  const HttpReceived answer = Request(piped);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, AnyOf("text\n", ""));
  EXPECT_EQ(asked_, 1);
}

TEST_F(HttpPortTest, AnswersBesideAThousandConnectionsThatSayNothing) {
  const auto idle = Connect(1000, "");
  EXPECT_EQ(Get("/page").status, 200);
}

TEST_F(HttpPortTest, AnswersBesideAThousandThatNeverEndTheirHeaders) {
  const auto slow = Connect(1000, "GET /page HTTP/1.1\r\nHost: x\r\nX-a: ");
  EXPECT_EQ(Get("/page").status, 200);
  for (const OwnedFd& connection : slow) send(connection.get(), "b", 1, MSG_NOSIGNAL);
  EXPECT_EQ(Get("/page").status, 200);
}

TEST_F(HttpPortTest, AnswersBesideManyThatReadNothing) {
  const auto unread = Connect(200, "GET /long HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(Get("/page").status, 200);
}

TEST_F(HttpPortTest, EndsTheConnectionThatHasWaitedLongest) {
  Listen({.connections_max = 2});
  const auto idle = Connect(3, "");
  EXPECT_EQ(Exchange(idle[0], ""), "");  // returns at once
  for (const int i : {1, 2}) {
    char byte = 0;
    EXPECT_EQ(recv(idle[i].get(), &byte, 1, MSG_DONTWAIT), -1) << i;
  }
}

TEST_F(HttpPortTest, EndsAConnectionThatIsSilentForTooLong) {
  Listen({.silence_max = absl::Seconds(1)});
  const OwnedFd idle = ConnectTo(address());
  const std::string received = Exchange(idle, "GET /page HTTP/1.1\r\n");
  EXPECT_THAT(received, Not(HasSubstr("200 OK")));
}

TEST_F(HttpPortTest, AnswersManyAtATime) {
  std::vector<std::thread> clients;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([this, &good] {
      for (int n = 0; n < 50; ++n) good += Get("/page").status == 200;
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(good, 400);
}

TEST(HttpPortListenTest, SaysWhyItCannotListen) {
  const auto first = HttpPort::Listen("127.0.0.1:0", {});
  ASSERT_TRUE(first.ok());
  const auto second = HttpPort::Listen(absl::StrCat("127.0.0.1:", (*first)->port()), {});
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("Address already in use"));
}

TEST(HttpPortListenTest, LetsGoOfThePort) {
  int port = 0;
  {
    const auto first = HttpPort::Listen("127.0.0.1:0", {});
    ASSERT_TRUE(first.ok());
    port = (*first)->port();
    HttpGet(absl::StrCat("127.0.0.1:", port), "/");
  }
  EXPECT_FALSE(ConnectTo(absl::StrCat("127.0.0.1:", port)));
}

}  // namespace
}  // namespace imageco::server
