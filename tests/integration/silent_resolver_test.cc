// Names are looked up at a server that never answers: whoever needs none is served.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using grpc::StatusCode;
using server::IsError;
using server::IsOk;

// A name server that hears and does not speak, at an address of loopback that nobody else has.
class SilentResolver {
 public:
  static constexpr char kConfig[] = "nameserver 127.53.53.53\noptions timeout:30 attempts:2\n";

  SilentResolver() : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(53);
    inet_pton(AF_INET, "127.53.53.53", &address.sin_addr);
    works_ = bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    const timeval patience = {server::kPatience.count(), 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }
  SilentResolver(const SilentResolver&) = delete;
  SilentResolver& operator=(const SilentResolver&) = delete;
  ~SilentResolver() { close(fd_); }

  bool works() const { return works_; }
  // Waits until it is asked.
  void AwaitQuestion() const {
    char question[512];
    EXPECT_GT(recv(fd_, question, sizeof(question), 0), 0);
  }

 private:
  const int fd_;
  bool works_ = false;
};

class SilentResolverTest : public ReplicaFixture {
 protected:
  void SetUp() override {
    // In a chroot whose root is no mount, nobody has mounts of their own.
    if (geteuid() != 0 || !resolver_.works() || std::system("unshare --mount true") != 0) {
      GTEST_SKIP() << "NOT TESTED: needs root, to give a process another /etc/resolv.conf";
    }
  }

  static void ExpectEndsInOrder(Replica& replica) {
    replica.process().Signal(SIGTERM);
    const int status = replica.process().AwaitEnd();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }

  SilentResolver resolver_;
};

TEST_F(SilentResolverTest, OfTheLedgerKeepsNobodyWaiting) {
  auto& postgres = *config().mutable_ledger()->mutable_postgres();
  postgres.set_conninfo("host=ledger.example dbname=replies user=bridge");
  const auto replica = LaunchWithResolver(SilentResolver::kConfig);
  resolver_.AwaitQuestion();
  const auto first = replica->StartReply("t-1");
  const auto second = replica->StartReply("t-2");
  for (const auto* call : {&first, &second}) {
    EXPECT_THAT((*call)->status(), IsError(StatusCode::UNAVAILABLE, "LEDGER_UNAVAILABLE"));
  }
  ExpectEndsInOrder(*replica);
}

TEST_F(SilentResolverTest, OfAGatewayKeepsNoOtherMerchantWaiting) {
  auto& other = *config().add_merchants();
  other = merchant();
  other.set_isspid("39493003");
  other.mutable_gateway()->set_url("http://gateway.example/json");
  const auto replica = LaunchWithResolver(SilentResolver::kConfig);
  const auto waiting = replica->StartReply("t-1", "39493003");
  resolver_.AwaitQuestion();
  EXPECT_THAT(replica->Reply("t-1"), IsOk());
  EXPECT_THAT(waiting->status(), IsError(StatusCode::UNAVAILABLE, "GATEWAY_UNREACHABLE"));
  ExpectEndsInOrder(*replica);
}

}  // namespace
}  // namespace imageco::integration
