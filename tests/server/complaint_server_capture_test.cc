// What gateway.capture_dir leaves in a folder, over every wire.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include <google/protobuf/text_format.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/gateway/codec/gbk.h"
#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

struct CaptureCase {
  const char* name;
  const char* path;
  const char* wire;  // in text format
};

class CaptureTest : public ComplaintServerFixture, public testing::WithParamInterface<CaptureCase> {
 protected:
  CaptureTest() {
    UseHttp(GetParam().path);
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(GetParam().wire, merchant().mutable_wire()));
    std::filesystem::create_directory(folder_.path() / "captured");
    merchant().mutable_gateway()->set_capture_dir(folder_.path() / "captured");
  }

  // Of the only file, once it is whole.
  std::string AwaitCapture() {
    while (true) {
      std::this_thread::yield();
      for (const auto& file : std::filesystem::directory_iterator(folder_.path() / "captured")) {
        std::ifstream stream(file.path());
        std::string text{std::istreambuf_iterator<char>(stream), {}};
        const size_t answer = text.find("\n< HTTP/1.1 ");
        if (answer != std::string::npos && text.find("\n< \n", answer) + 5 < text.size() &&
            text.ends_with('\n')) {
          return text;
        }
      }
    }
  }

  static std::string InGbk(const std::string& text) {
    return (*bridge::gateway::Gbk::Load())->Encode(text).value();
  }
};

INSTANTIATE_TEST_SUITE_P(
    Wires, CaptureTest,
    testing::Values(CaptureCase{"Json", "/json", ""},
                    CaptureCase{"GbkJson", "/gbk", "json_charset: CHARSET_GBK"},
                    CaptureCase{"Xml", "/xml", "format: FORMAT_XML"},
                    CaptureCase{"XmlForm", "/form", "format: FORMAT_XML xml_form_with_mac: true"}),
    [](const auto& info) { return info.param.name; });

// Though the gateway repeats it.
TEST_P(CaptureTest, HoldsNoTextAndNoKey) {
  Start();
  const complaint::v1::ReplyRequest request = ReplyWithId("t-1");
  PlanFault([&](sandbox::FaultPlan& plan) { plan.answer.comment = request.response_content(); });
  ASSERT_THAT(Reply(request).status, IsOk());
  EXPECT_THAT(AwaitCapture(),
              AllOf(HasSubstr("t-1"), HasSubstr("response_content"),
                    Not(HasSubstr(request.response_content())),
                    Not(HasSubstr(InGbk(request.response_content()))),
                    Not(HasSubstr(request.jump_link().url())), Not(HasSubstr("TESTKEY"))));
}

TEST_P(CaptureTest, HoldsWhatWentByteByByteWhereTextsAreWanted) {
  merchant().mutable_gateway()->set_capture_text(true);
  Start();
  ASSERT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  EXPECT_THAT(AwaitCapture(), AllOf(HasSubstr("\n" + gateway().messages().at(0).body + "\n"),
                                    HasSubstr("delivered: 0000"), HasSubstr("< HTTP/1.1 200")));
}

}  // namespace
}  // namespace imageco::server
