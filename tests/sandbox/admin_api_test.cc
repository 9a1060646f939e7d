#include "tests/sandbox/admin_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sandbox/base64.h"
#include "tests/sandbox/test_client.h"
#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class AdminApiTest : public testing::Test {
 protected:
  Json Call(const std::string& method, const std::string& target, const std::string& body = "") {
    const AdminAnswer answer = HandleAdmin(*sandbox_, method, target, body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return Json::parse(answer.body);
  }
  int StatusOf(const std::string& method, const std::string& target, const std::string& body = "") {
    return HandleAdmin(*sandbox_, method, target, body).status;
  }
  std::string Send(const std::string& body) {
    TestClient client = TestClient::Plain(sandbox_->http_port());
    client.Send(RequestBytes(JsonEndpoint(), body));
    return client.ReadAnswer();
  }

  std::unique_ptr<Sandbox> sandbox_ = std::move(*Sandbox::Start(TestConfig()).value);
};

TEST_F(AdminApiTest, AddsListsAndClearsFaults) {
  const Json added = Call("POST", "/faults", R"({"http_status":503,"body":"none"})");
  const Json expected = {{"id", added["id"]},
                         {"name", R"({"http_status":503,"body":"none"})"},
                         {"times", 1},
                         {"fired", 0}};
  EXPECT_EQ(Call("GET", "/faults"), Json::array({expected}));
  EXPECT_THAT(Send(SampleJson()), StartsWith("HTTP/1.1 503"));
  EXPECT_EQ(Call("GET", "/faults")[0]["fired"], 1);
  Call("DELETE", "/faults");
  EXPECT_EQ(Call("GET", "/faults"), Json::array());
}

TEST_F(AdminApiTest, RemovesOneFault) {
  const Json first = Call("POST", "/faults", R"({"name":"first","http_status":503})");
  const Json second = Call("POST", "/faults", R"({"name":"second","http_status":502})");
  Call("DELETE", "/faults/" + first["id"].dump());
  ASSERT_EQ(Call("GET", "/faults").size(), 1);
  EXPECT_EQ(Call("GET", "/faults")[0]["name"], "second");
  EXPECT_EQ(StatusOf("DELETE", "/faults/" + first["id"].dump()), 404);
  EXPECT_EQ(StatusOf("DELETE", "/faults/" + second["id"].dump() + "x"), 404);
  EXPECT_THAT(Send(SampleJson()), StartsWith("HTTP/1.1 502"));
}

TEST_F(AdminApiTest, RefusesABadPlanNamingItsFaults) {
  const AdminAnswer answer = HandleAdmin(*sandbox_, "POST", "/faults", R"({"a":1,"times":"x"})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(Json::parse(answer.body),
            Json({{"faults", {"times: must be a whole number", "a: unknown"}}}));
  EXPECT_EQ(StatusOf("POST", "/faults", "nonsense"), 400);
}

TEST_F(AdminApiTest, ShowsMessages) {
  Send(SampleJson());
  Send("\xFF");
  const Json messages = Call("GET", "/messages");
  ASSERT_EQ(messages.size(), 2);
  EXPECT_EQ(messages[0]["number"], 1);
  EXPECT_EQ(messages[0]["method"], "POST");
  EXPECT_EQ(messages[0]["path"], "/json");
  EXPECT_EQ(messages[0]["applied"], true);
  EXPECT_EQ(messages[0]["duplicate"], false);
  EXPECT_EQ(messages[0]["connection"], 1);
  EXPECT_EQ(messages[0]["kept_alive"], false);
  EXPECT_GT(messages[0]["arrival_ms"], 1'700'000'000'000);
  EXPECT_EQ(messages[0]["raw_base64"], EncodeBase64(SampleJson()));
  EXPECT_EQ(messages[0]["fields"]["response_content"], "已与用户沟通解决");
  EXPECT_EQ(messages[0]["headers"][0], Json({"Host", "127.0.0.1"}));
  EXPECT_EQ(messages[0]["violations"], Json::array());
  EXPECT_EQ(messages[0]["fault"], "");
  EXPECT_EQ(messages[1]["applied"], false);
  EXPECT_EQ(messages[1]["violations"], Json({"charset: not valid UTF-8"}));
}

TEST_F(AdminApiTest, ShowsWhichFaultAMessageMetAndTheWholeAnswer) {
  Call("POST", "/faults", R"({"name":"cut","connection":{"end":"close","at":"answer_byte"}})");
  EXPECT_EQ(Send(SampleJson()), "");
  const std::string answer = Send(SampleJson());
  const Json messages = Call("GET", "/messages");
  EXPECT_EQ(messages[0]["fault"], "cut");
  EXPECT_EQ(messages[1]["fault"], "");
  EXPECT_EQ(messages[0]["answer_base64"], EncodeBase64(answer));
  EXPECT_EQ(messages[1]["answer_base64"], EncodeBase64(answer));
}

TEST_F(AdminApiTest, ViewsWhatIsNewWithEveryRule) {
  Send(SampleJson());
  Send("{}");
  const Json all = Call("GET", "/view?after=0");
  EXPECT_EQ(all["counts"], Call("GET", "/counts"));
  EXPECT_EQ(all["complaints"], Call("GET", "/complaints"));
  EXPECT_EQ(all["faults"], Json::array());
  ASSERT_EQ(all["messages"].size(), 2);
  EXPECT_EQ(
      all["messages"][0]["checks"][0],
      Json({{"rule", "method"}, {"field", ""}, {"expected", "POST"}, {"broken", Json::array()}}));
  Json broken = Json::array();
  for (const Json& check : all["messages"][1]["checks"]) {
    for (const Json& violation : check["broken"]) broken.push_back(violation);
  }
  EXPECT_EQ(broken, all["messages"][1]["violations"]);
  EXPECT_GT(broken.size(), 7);
  const Json newer = Call("GET", "/view?after=1");
  ASSERT_EQ(newer["messages"].size(), 1);
  EXPECT_EQ(newer["messages"][0]["number"], 2);
  EXPECT_EQ(Call("GET", "/view?after=2")["messages"], Json::array());
  for (const char* const bad : {"/view?after=", "/view?after=-1", "/view?after=1x"}) {
    EXPECT_EQ(StatusOf("GET", bad), 400) << bad;
  }
}

TEST_F(AdminApiTest, ViewsAnotherEpochOnceItIsReset) {
  const Json before = Call("GET", "/view?after=0")["epoch"];
  Call("POST", "/reset");
  EXPECT_NE(Call("GET", "/view?after=0")["epoch"], before);
}

TEST_F(AdminApiTest, ServesThePage) {
  const AdminAnswer page = HandleAdmin(*sandbox_, "GET", "/", "");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(page.body, StartsWith("<!doctype html>"));
  EXPECT_EQ(HandleAdmin(*sandbox_, "GET", "/page.js", "").content_type,
            "text/javascript; charset=utf-8");
  EXPECT_EQ(StatusOf("GET", "/page.css"), 200);
  EXPECT_EQ(StatusOf("POST", "/"), 404);
}

TEST_F(AdminApiTest, ShowsComplaints) {
  const std::string target = "/complaints/200201820200101080076610000";
  EXPECT_EQ(Call("GET", target)["state"], "待处理");
  Send(SampleJson());
  EXPECT_EQ(Call("GET", target)["state"], "处理中");
  EXPECT_EQ(Call("GET", target)["replies"], 1);
  EXPECT_EQ(Call("GET", "/complaints"), Json::array({Call("GET", target)}));
  EXPECT_EQ(StatusOf("GET", "/complaints/other"), 404);
}

TEST_F(AdminApiTest, ShowsCounts) {
  Send(SampleJson());
  Send(SampleJson());
  Send("{}");
  EXPECT_EQ(Call("GET", "/counts"), Json({{"received", 3},
                                          {"applied", 2},
                                          {"rejected", 1},
                                          {"partial", 0},
                                          {"duplicates", 1},
                                          {"connections", 3}}));
}

TEST_F(AdminApiTest, ResetsAll) {
  Send(SampleJson());
  Call("POST", "/reset");
  EXPECT_EQ(Call("GET", "/counts")["received"], 0);
}

TEST_F(AdminApiTest, SetsTheIdleClose) {
  Call("PUT", "/settings", R"({"idle_close_ms":20})");
  TestClient client = TestClient::Plain(sandbox_->http_port());
  client.Send(RequestBytes(JsonEndpoint(), SampleJson()));
  client.ReadAnswer();
  EXPECT_EQ(client.ReadToEnd().end, StreamEnd::kFin);
  EXPECT_EQ(StatusOf("PUT", "/settings", R"({"idle_close_ms":-1})"), 400);
  EXPECT_EQ(StatusOf("PUT", "/settings", R"({"other":1})"), 400);
  EXPECT_EQ(StatusOf("PUT", "/settings", "nonsense"), 400);
}

TEST_F(AdminApiTest, KnowsNothingElse) {
  EXPECT_EQ(StatusOf("GET", "/other.html"), 404);
  EXPECT_EQ(StatusOf("GET", "page.js"), 404);
  EXPECT_EQ(StatusOf("DELETE", "/counts"), 404);
}

TEST_F(AdminApiTest, StandsBehindAPortOfItsOwn) {
  TestClient client = TestClient::Plain(sandbox_->admin_port());
  client.Send("GET /counts HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  EXPECT_THAT(client.ReadAnswer(), HasSubstr(R"("received":0)"));
  client.Send("POST /faults HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_THAT(client.ReadAnswer(), HasSubstr(R"("id":1)"));
  client.Send("POST /faults HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\n\r\n{");
  EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  client.Send("GET / HTTP/1.1\r\nHost: localhost:1\r\n\r\n");
  EXPECT_THAT(client.ReadAnswer(), HasSubstr("Content-Security-Policy: default-src 'none'; "));
  client.Send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 403 Forbidden\r\n"));
  client.Send("nonsense\r\n\r\n");
  EXPECT_EQ(client.ReadToEnd().end, StreamEnd::kFin);
}

}  // namespace
}  // namespace imageco::sandbox
