// A gateway that applies every message and answers in every disguise: the caller is told OK where a
// verified answer says so and nothing contradicts it, and else that nobody knows. The message never
// goes twice.
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {
namespace {

using grpc::StatusCode;
using sandbox::AnswerFault;
using sandbox::BodyKind;
using sandbox::FaultPlan;

constexpr int kStatuses[] = {200, 201, 202, 203, 206, 226, 300, 302, 304, 307, 308, 400, 401, 402,
                             403, 404, 405, 408, 409, 410, 413, 415, 418, 421, 422, 423, 425, 426,
                             428, 429, 431, 444, 449, 451, 460, 463, 494, 495, 499, 500, 501, 502,
                             503, 504, 505, 507, 509, 520, 521, 522, 524, 530, 599};

struct Disguise {
  const char* name;
  std::function<void(AnswerFault&)> put_on;
  bool verifies = false;  // and says success
};

AnswerFault& Raw(AnswerFault& answer, const std::string& body) {
  answer.body = BodyKind::kRaw;
  answer.raw_body = body;
  return answer;
}

const std::vector<Disguise>& Disguises() {
  static const auto& disguises = *new std::vector<Disguise>{
      {"its own face", [](AnswerFault&) {}, true},
      {"new nodes", [](AnswerFault& a) { a.extra_nodes = true; }, true},
      {"nothing", [](AnswerFault& a) { a.body = BodyKind::kNone; }},
      {"a page", [](AnswerFault& a) { a.body = BodyKind::kHtml; }},
      {"garbage", [](AnswerFault& a) { a.body = BodyKind::kGarbage; }},
      {"an empty object", [](AnswerFault& a) { Raw(a, "{}"); }},
      {"a refusal of its own", [](AnswerFault& a) { Raw(a, R"({"code":429,"message":"later"})"); }},
      {"a bare id",
       [](AnswerFault& a) { Raw(a, R"({"result":{"id":"4290","comment":"later"}})"); }},
      {"an unsigned root",
       [](AnswerFault& a) {
         Raw(a, "<business_trans><result><id>4290</id></result></business_trans>");
       }},
      {"another transaction_id", [](AnswerFault& a) { a.wrong_echo = "transaction_id"; }},
      {"another complaint_id", [](AnswerFault& a) { a.wrong_echo = "complaint_id"; }},
      {"no id", [](AnswerFault& a) { a.result_id = ""; }},
      {"a short id", [](AnswerFault& a) { a.result_id = "0"; }},
      {"a padded id", [](AnswerFault& a) { a.result_id = "0000 "; }},
      {"a wide id", [](AnswerFault& a) { a.result_id = "０００0"; }},
      {"a word", [](AnswerFault& a) { a.result_id = "success"; }},
      {"an open id", [](AnswerFault& a) { a.result_id = "9999"; }},
      {"half of itself", [](AnswerFault& a) { a.body_bytes = 150; }},
  };
  return disguises;
}

class DisguisedAnswerTest : public ComplaintServerFixture,
                            public testing::WithParamInterface<const char*> {
 protected:
  DisguisedAnswerTest() {
    const std::string path = GetParam();
    UseHttp(path);
    auto& wire = *merchant().mutable_wire();
    if (path == "/gbk") wire.set_json_charset(bridge::config::v1::CHARSET_GBK);
    if (path != "/gbk" && path != "/json") wire.set_format(bridge::config::v1::FORMAT_XML);
    wire.set_xml_form_with_mac(path == "/form" || path == "/bare");
    merchant().mutable_results()->add_unknown_ids("9999");
    merchant().mutable_results()->add_retry_ids("4290");
    merchant().mutable_admission()->set_breaker_failures(1'000'000);
    Start();
  }

  void ExpectTruth(int status, const Disguise& disguise) {
    SCOPED_TRACE(absl::StrCat(GetParam(), ", HTTP status ", status, ", ", disguise.name));
    const std::string id = absl::StrCat("t-", next_++);
    PlanFault([&](FaultPlan& plan) {
      plan.answer.http_status = status;
      disguise.put_on(plan.answer);
    });
    // A status that ends with its head carries nothing that could be believed.
    const bool delivered = disguise.verifies && status < 300;
    for (int times = 0; times < 2; ++times) {
      const grpc::Status told = Reply(ReplyWithId(id)).status;
      if (delivered) {
        EXPECT_THAT(told, IsOk());
      } else {
        EXPECT_THAT(told, IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
      }
    }
  }

  int next_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Wires, DisguisedAnswerTest,
                         testing::Values("/json", "/gbk", "/xml", "/form", "/bare"),
                         [](const auto& info) { return std::string(info.param + 1); });

TEST_P(DisguisedAnswerTest, IsNeverTakenForWhatItDoesNotProve) {
  for (const int status : kStatuses) {
    for (const Disguise& disguise : Disguises()) ExpectTruth(status, disguise);
  }
  EXPECT_EQ(gateway().counts().received, static_cast<std::uint64_t>(next_));
  EXPECT_EQ(gateway().counts().duplicates, 0u);
}

}  // namespace
}  // namespace imageco::server
