#include "server/capture/exchange_files.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imageco/complaint/v1/complaint_service.pb.h"
#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using bridge::gateway::Answer;
using bridge::gateway::ObservedExchange;
using bridge::gateway::Outcome;
using bridge::gateway::Sent;
using bridge::gateway::Unknown;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ExchangeFilesTest : public testing::Test {
 protected:
  ExchangeFilesTest() {
    merchant_.set_isspid("3949/02");
    merchant_.mutable_gateway()->set_url("https://gateway.example/json?token=secret");
    merchant_.mutable_gateway()->set_capture_dir(folder_.path());
    request_.set_transaction_id("t-1");
  }

  std::shared_ptr<ExchangeFiles> Open() { return *ExchangeFiles::Open(merchant_, "text/x"); }

  void Observe(ExchangeFiles& files) {
    bridge::gateway::TransportResult result;
    result.sent = Sent::kAnswered;
    result.http_status = 200;
    result.head = "HTTP/1.1 200 OK\r\nX-Y: z\r\n\r\n";
    result.body = "{\"answer\":1}";
    files.Observe(
        {request_, "{\"message\":1}", result, Answer{}, Outcome(Unknown{"it says nothing"})});
  }

  // Once there are so many, and no part of one is missing.
  std::set<std::filesystem::path> AwaitFiles(size_t count) {
    std::set<std::filesystem::path> whole;
    while (whole.size() < count) {
      std::this_thread::yield();
      for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
        if (TextOf(entry.path()).ends_with("{\"answer\":1}\n")) whole.insert(entry.path());
      }
    }
    return whole;
  }

  static std::string TextOf(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const TestFolder folder_;
  bridge::config::v1::Merchant merchant_;
  complaint::v1::ReplyRequest request_;
};

TEST_F(ExchangeFilesTest, WritesAFileForEach) {
  const auto files = Open();
  Observe(*files);
  Observe(*files);
  for (const auto& path : AwaitFiles(2)) {
    EXPECT_THAT(path.filename().string(), testing::MatchesRegex("3949_02-.*\\.exchange"));
    EXPECT_THAT(TextOf(path),
                AllOf(HasSubstr("transaction_id t-1\n"), HasSubstr("# unknown: it says nothing\n"),
                      HasSubstr("> POST https://gateway.example/json HTTP/1.1\n> Content-Type: "
                                "text/x\n>\n{\"message\":1}\n"),
                      HasSubstr("< HTTP/1.1 200 OK\n< X-Y: z\n< \n{\"answer\":1}\n"),
                      Not(HasSubstr("secret"))));
  }
}

TEST_F(ExchangeFilesTest, LetsNobodyElseReadThem) {
  const auto files = Open();
  Observe(*files);
  struct stat status = {};
  ASSERT_EQ(stat(AwaitFiles(1).begin()->c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(ExchangeFilesTest, WantsTextsOnlyWhereThatIsConfiguredAndSaysWhatStandsForThem) {
  const auto without = Open();
  EXPECT_FALSE(without->wants_texts());
  Observe(*without);
  EXPECT_THAT(TextOf(*AwaitFiles(1).begin()), HasSubstr("# Not the message that went"));
  std::filesystem::remove(*AwaitFiles(1).begin());
  merchant_.mutable_gateway()->set_capture_text(true);
  const auto with = Open();
  EXPECT_TRUE(with->wants_texts());
  Observe(*with);
  EXPECT_THAT(TextOf(*AwaitFiles(1).begin()), Not(HasSubstr("# Not the message that went")));
}

TEST_F(ExchangeFilesTest, WritesNoMoreThanTheFolderMayHold) {
  merchant_.mutable_gateway()->set_capture_files_max(3);
  folder_.Write("3949_02-before.exchange", "{\"answer\":1}\n");
  folder_.Write("other-merchant.exchange", "");
  const auto files = Open();
  testing::internal::CaptureStderr();
  for (int i = 0; i < 5; ++i) Observe(*files);
  EXPECT_EQ(AwaitFiles(3).size(), 3u);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("no more are written"));
  const auto restarted = Open();
  Observe(*restarted);
  EXPECT_EQ(AwaitFiles(3).size(), 3u);
}

TEST_F(ExchangeFilesTest, RefusesAFolderThatIsNotThere) {
  merchant_.mutable_gateway()->set_capture_dir(folder_.path() / "nowhere");
  const auto files = ExchangeFiles::Open(merchant_, "text/x");
  EXPECT_THAT(std::string(files.status().message()),
              AllOf(HasSubstr("gateway.capture_dir: "), HasSubstr("nowhere")));
}

TEST_F(ExchangeFilesTest, IsLoudFromTheStart) {
  testing::internal::CaptureStderr();
  Open();
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("WARNING"), HasSubstr("exchanges with the gateway are written")));
}

}  // namespace
}  // namespace imageco::server
