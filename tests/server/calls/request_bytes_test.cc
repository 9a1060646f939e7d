// Requests that are no message of theirs, as a client sees the answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tests/server/calls/unary_call.h"
#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {
namespace {

using google::rpc::BadRequest;
using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kReply[] = "/imageco.complaint.v1.ComplaintService/Reply";
constexpr char kGetReply[] = "/imageco.complaint.v1.ComplaintService/GetReply";
constexpr char kListReplies[] = "/imageco.complaint.v1.ReplyAdminService/ListReplies";
constexpr char kSettleReply[] = "/imageco.complaint.v1.ReplyAdminService/SettleReply";

std::vector<std::string> FieldsOf(const grpc::Status& status) {
  std::vector<std::string> fields;
  const auto bad_request = DetailOf<BadRequest>(status);
  if (!bad_request) return fields;
  for (const auto& violation : bad_request->field_violations()) fields.push_back(violation.field());
  return fields;
}

std::string Bytes(const google::protobuf::Message& message) { return message.SerializeAsString(); }

class RequestBytesTest : public ComplaintServerFixture {
 protected:
  RequestBytesTest() {
    config().set_allow_admin_without_identity(true);
    Start();
  }

  grpc::Status Call(const std::string& method, const std::optional<std::string>& bytes) {
    return CallWithBytes(server().address(), method, bytes);
  }

  // What is logged of such a call: again until `line` is among it, since the calls of tests before
  // may have been as many as are logged in a second.
  std::string LogOf(const std::string& method, const std::string& bytes, const std::string& line) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    std::string log;
    do {
      testing::internal::CaptureStderr();
      Call(method, bytes);
      log = testing::internal::GetCapturedStderr();
    } while (log.find(line) == std::string::npos && std::chrono::steady_clock::now() < give_up);
    return log;
  }

  void ExpectRefused(const std::string& method, const std::optional<std::string>& bytes,
                     const std::string& field) {
    const grpc::Status status = Call(method, bytes);
    EXPECT_THAT(status, IsError(StatusCode::INVALID_ARGUMENT, "INVALID_REQUEST")) << method;
    EXPECT_THAT(FieldsOf(status), ElementsAre(field)) << method;
    EXPECT_THAT(status.error_message(), HasSubstr(field));
  }
};

TEST_F(RequestBytesTest, NamesTheTextThatIsNotUtf8) {
  complaint::v1::ReplyRequest reply = ReplyWithId("t-1");
  reply.set_response_content("\xBB\xD8\xB8\xB4");  // 回复 in GBK
  ExpectRefused(kReply, Bytes(reply), "response_content");
  complaint::v1::ReplyRequest link = ReplyWithId("t-1");
  link.mutable_jump_link()->set_text("\xFF");
  ExpectRefused(kReply, Bytes(link), "jump_link.text");
  complaint::v1::GetReplyRequest get;
  get.set_transaction_id("\xC0\x80");
  ExpectRefused(kGetReply, Bytes(get), "transaction_id");
  complaint::v1::ListRepliesRequest list;
  list.set_page_token("\xED\xA0\x80");
  ExpectRefused(kListReplies, Bytes(list), "page_token");
  complaint::v1::SettleReplyRequest settle;
  settle.set_settled_by("\xFF");
  ExpectRefused(kSettleReply, Bytes(settle), "settled_by");
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(RequestBytesTest, NamesEveryTextThatIsNotUtf8) {
  complaint::v1::ReplyRequest reply = ReplyWithId("t-1\xFF");
  reply.set_response_images(1, "\xFF");
  const grpc::Status status = Call(kReply, Bytes(reply));
  EXPECT_THAT(status, IsError(StatusCode::INVALID_ARGUMENT, "INVALID_REQUEST"));
  EXPECT_THAT(FieldsOf(status), ElementsAre("transaction_id", "response_images[1]"));
}

TEST_F(RequestBytesTest, NamesTheFieldInWhichAMessageIsCutOff) {
  const std::string whole = Bytes(ReplyWithId("t-1"));
  ExpectRefused(kReply, whole.substr(0, 5), "isspid");
  ExpectRefused(kReply, whole.substr(0, whole.size() - 1), "jump_link");
}

TEST_F(RequestBytesTest, RefusesWhatIsNoMessageAtAll) {
  for (const char* method : {kReply, kGetReply, kListReplies, kSettleReply}) {
    for (const std::string& garbage : {std::string("\xFF\xFF\xFF"), std::string(3, '\0'),
                                       std::string("{\"isspid\":\"39493002\"}")}) {
      EXPECT_THAT(Call(method, garbage), IsError(StatusCode::INVALID_ARGUMENT, "INVALID_REQUEST"))
          << method;
    }
  }
}

// gRPC answers it before anybody sees it. No generated client makes one.
TEST_F(RequestBytesTest, IsNotAskedWhereACallHasNoMessage) {
  for (const char* method : {kReply, kSettleReply}) {
    const grpc::Status status = Call(method, std::nullopt);
    EXPECT_EQ(status.error_code(), StatusCode::INTERNAL) << method;
    EXPECT_EQ(status.error_message(), "Unable to parse request") << method;
  }
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(RequestBytesTest, SaysThatAMethodIsNotThere) {
  for (const char* method : {"/imageco.complaint.v1.ComplaintService/GetReplz", "/nowhere", "//"}) {
    EXPECT_EQ(Call(method, "").error_code(), StatusCode::UNIMPLEMENTED) << method;
  }
}

TEST_F(RequestBytesTest, ReadsAnEmptyMessageAsOneWithoutFields) {
  EXPECT_THAT(FieldsOf(Call(kReply, "")),
              ElementsAre("transaction_id", "seller_account", "complaint_id", "response_content"));
  EXPECT_THAT(Call(kListReplies, ""), IsOk());
}

TEST_F(RequestBytesTest, ReadsMessagesWithFieldsOfALaterVersion) {
  const std::string unknown_field = "\xFA\x3F\x01\xFF";  // number 1023, one byte that is no text
  EXPECT_THAT(Call(kReply, Bytes(ReplyWithId("t-1")) + unknown_field), IsOk());
  EXPECT_EQ(gateway().counts().received, 1u);
}

// A few bytes may grow to very many.
TEST_F(RequestBytesTest, InflatesNoMessage) {
  for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    for (const size_t characters : {200, 20'000'000}) {
      complaint::v1::ReplyRequest request = ReplyWithId("t-1");
      request.set_response_content(std::string(characters, 'a'));
      grpc::ClientContext context;
      context.set_compression_algorithm(algorithm);
      complaint::v1::ReplyResponse response;
      EXPECT_EQ(Connect()->Reply(&context, request, &response).error_code(),
                StatusCode::UNIMPLEMENTED);
    }
  }
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(RequestBytesTest, LogsWhatCannotBeReadOnceAndWithoutItsText) {
  complaint::v1::ReplyRequest reply = ReplyWithId("t-1");
  reply.set_response_content("SECRET\xFF");
  const std::string log = LogOf(kReply, Bytes(reply), "a request that cannot be read");
  EXPECT_THAT(log, HasSubstr("response_content: utf8: is not UTF-8"));
  EXPECT_THAT(log, testing::StartsWith("{")) << "not a line of ours";
  EXPECT_EQ(log.find("cannot be read"), log.rfind("cannot be read"));
  EXPECT_THAT(log, testing::Not(HasSubstr("SECRET")));
}

TEST_F(RequestBytesTest, LogsASettlementThatCannotBeRead) {
  EXPECT_THAT(LogOf(kSettleReply, "\xFF", "settlement refused"), HasSubstr("caller"));
}

}  // namespace
}  // namespace imageco::server
