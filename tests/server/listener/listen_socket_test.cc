#include "server/listener/listen_socket.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using bridge::base::OwnedFd;
using testing::HasSubstr;

bool CanConnect(const ListenSocket& to) {
  socklen_t bytes = 0;
  const sockaddr_storage address = to.reached_at(bytes);
  const OwnedFd fd(socket(address.ss_family, SOCK_STREAM, 0));
  return connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), bytes) == 0;
}

std::string WhyNot(const std::string& address) {
  return std::string(ListenOn(address).status().message());
}

TEST(ListenSocketTest, TakesAFreePort) {
  const auto sockets = ListenOn("127.0.0.1:0");
  ASSERT_TRUE(sockets.ok()) << sockets.status();
  ASSERT_EQ(sockets->size(), 1u);
  EXPECT_NE(sockets->front().port(), 0);
  EXPECT_TRUE(CanConnect(sockets->front()));
}

TEST(ListenSocketTest, IsReachedByLoopbackWhereItListensEverywhere) {
  const auto sockets = ListenOn("0.0.0.0:0");
  ASSERT_TRUE(sockets.ok()) << sockets.status();
  socklen_t bytes = 0;
  const sockaddr_storage address = sockets->front().reached_at(bytes);
  EXPECT_EQ(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr, htonl(INADDR_LOOPBACK));
  EXPECT_TRUE(CanConnect(sockets->front()));
}

TEST(ListenSocketTest, ListensOnEveryAddressOfANameWithOnePort) {
  const auto sockets = ListenOn("localhost:0");
  ASSERT_TRUE(sockets.ok()) << sockets.status();
  for (const ListenSocket& socket : *sockets) {
    EXPECT_EQ(socket.port(), sockets->front().port());
    EXPECT_TRUE(CanConnect(socket));
  }
}

TEST(ListenSocketTest, SaysWhatIsWrongWithAnAddress) {
  EXPECT_THAT(WhyNot("127.0.0.1"), HasSubstr("HOST:PORT"));
  EXPECT_THAT(WhyNot(":1"), HasSubstr("HOST:PORT"));
  EXPECT_THAT(WhyNot("127.0.0.1:"), HasSubstr("HOST:PORT"));
  EXPECT_NE(WhyNot("127.0.0.1:http"), "");
  EXPECT_EQ(WhyNot("192.0.2.1:0"),
            "it is no address of this machine (Cannot assign requested address)");
  EXPECT_THAT(WhyNot("unix:"), HasSubstr("1 to 107 bytes"));
  EXPECT_THAT(WhyNot("unix:/" + std::string(200, 'x')), HasSubstr("1 to 107 bytes"));
}

TEST(ListenSocketTest, TakesNoPortThatIsInUse) {
  const auto first = ListenOn("127.0.0.1:0");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(WhyNot(absl::StrCat("127.0.0.1:", first->front().port())),
            "somebody listens there already (Address already in use)");
}

class UnixListenSocketTest : public testing::Test {
 protected:
  const TestFolder folder_;
  const std::string path_ = folder_.path() / "socket";
  const std::string address_ = "unix:" + path_;
};

TEST_F(UnixListenSocketTest, IsForItsOwnerAndGroupWhateverTheMaskIs) {
  const mode_t mask = umask(0);
  const auto open = ListenOn(address_);
  umask(0777);
  const auto masked = ListenOn(address_ + "-masked");
  umask(mask);
  for (const std::string& path : {path_, path_ + "-masked"}) {
    struct stat file = {};
    ASSERT_EQ(stat(path.c_str(), &file), 0) << path;
    EXPECT_EQ(file.st_mode & 0777, kUnixSocketMode) << path;
  }
  ASSERT_TRUE(open.ok());
  EXPECT_TRUE(CanConnect(open->front()));
}

TEST_F(UnixListenSocketTest, SaysThatItMayNot) {
  const std::string folder = folder_.path() / "closed";
  ASSERT_EQ(mkdir(folder.c_str(), 0500), 0);
  const bool is_root = geteuid() == 0;  // who may all the same
  ASSERT_EQ(is_root ? seteuid(65534) : 0, 0);
  const std::string why = WhyNot("unix:" + folder + "/socket");
  ASSERT_EQ(is_root ? seteuid(0) : 0, 0);
  EXPECT_THAT(why, HasSubstr("this user may not: "));
  EXPECT_THAT(why, HasSubstr("(Permission denied)"));
}

TEST_F(UnixListenSocketTest, GoesWithItsFile) {
  ASSERT_TRUE(ListenOn(address_).ok());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(UnixListenSocketTest, IsNotTakenOverFromWhoListensThere) {
  const auto first = ListenOn(address_);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(WhyNot(address_), HasSubstr("somebody listens on it"));
  EXPECT_TRUE(CanConnect(first->front()));
}

TEST_F(UnixListenSocketTest, IsTakenOverFromAProcessThatDied) {
  {
    auto dead = ListenOn(address_);
    ASSERT_TRUE(dead.ok());
    std::filesystem::rename(path_, path_ + "-kept");
  }
  std::filesystem::rename(path_ + "-kept", path_);
  const auto next = ListenOn(address_);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_TRUE(CanConnect(next->front()));
}

TEST_F(UnixListenSocketTest, TakesNoFileForASocketThatDied) {
  folder_.Write("socket", "something");
  EXPECT_EQ(WhyNot(address_), "something that is no socket stands there (Address already in use)");
  EXPECT_TRUE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace imageco::server
