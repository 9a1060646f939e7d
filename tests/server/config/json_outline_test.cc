#include "server/config/json_outline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Faults(std::string_view text) {
  return JsonFaults(text, *bridge::config::v1::BridgeConfig::descriptor());
}

TEST(JsonOutlineTest, TakesWhatProtobufTakes) {
  for (const char* text :
       {"{}", " {\r\n} \t", R"({"operationsAddress": "a:1", "callers": [], "limits": {}})",
        R"({"operations_address": "\u00e9\"\\", "logSeverity": 2})",
        R"({"merchants": [{"results": {"unknownIds": ["1", "2"], "refusedStatuses": [400, 599]}},
                           {"admission": {"ratePerSecond": 1e-1, "burst": "7"}}]})",
        R"({"limits": {"callsMax": 1e3, "drainTimeout": "1.5s"}, "merchants": null})"}) {
    EXPECT_THAT(Faults(text), IsEmpty()) << text;
  }
}

TEST(JsonOutlineTest, FindsAMemberThatStandsThereTwice) {
  EXPECT_THAT(Faults("{\"limits\": {},\n  \"limits\": {}}"),
              ElementsAre("2:3: limits stands there twice"));
  EXPECT_THAT(Faults(R"({"operationsAddress": "a", "operations_address": "a"})"),
              ElementsAre("1:28: operations_address stands there twice"));
  EXPECT_THAT(Faults(R"({"logSeverity": 2, "log_severity": null})"),
              ElementsAre("1:20: log_severity stands there twice"));
  EXPECT_THAT(Faults(R"({"merchants": [{"isspid": "1"}, {"isspid": "1", "isspid": "1"}]})"),
              ElementsAre("1:49: isspid stands there twice"));
}

TEST(JsonOutlineTest, FindsMembersThatExcludeEachOther) {
  EXPECT_THAT(Faults(R"({"ledger": {"memory": {}, "sqlite": {}}})"),
              ElementsAre("1:27: sqlite and memory exclude each other"));
}

TEST(JsonOutlineTest, FindsEveryValueThatIsNone) {
  EXPECT_THAT(Faults(R"({"limits": {"callsMax": "many", "call": 1, "drainTimeout": "soon"},
 "callers": {"identity": "a"}, "logSeverity": "LOUD", "operationsAddress": {"a": [1]}})"),
              ElementsAre("1:25: calls_max takes no such value",
                          "1:33: imageco.bridge.config.v1.Limits has no such setting",
                          "1:60: drain_timeout takes no such value", "2:13: callers wants a list",
                          "2:47: log_severity takes no such value",
                          "2:76: operations_address takes no such value"));
}

TEST(JsonOutlineTest, StopsWhereTheJsonIsBroken) {
  const struct {
    std::string text;
    const char* fault;
  } table[] = {{"", "1:1: want an object"},
               {"[]", "1:1: want an object"},
               {"{", "1:2: want the name of a member, in quotes"},
               {"{limits: {}}", "1:2: want the name of a member, in quotes"},
               {R"({"limits": {},})", "1:15: want the name of a member, in quotes"},
               {R"({"limits" {}})", "1:11: want \":\""},
               {R"({"limits": })", "1:12: want a value"},
               {R"({"limits": {})", "1:14: want \",\" or \"}\""},
               {R"({"merchants": [)", "1:16: want a value"},
               {R"({"merchants": [{})", "1:18: want \",\" or \"]\""},
               {R"({"operationsAddress": "abc)", "1:27: a text that does not end"},
               {"{\"operationsAddress\": \"a\nb\"}", "1:25: a control character in a text"},
               {R"({"operationsAddress": tru})", "1:23: want a value"},
               {"{} x", "1:4: want the end of the file"},
               {"{\"x\": " + std::string(100, '[') + "}",
                "1:2: imageco.bridge.config.v1.BridgeConfig has no such setting"}};
  for (const auto& row : table) {
    const auto faults = Faults(row.text);
    ASSERT_THAT(faults, testing::Not(IsEmpty())) << row.text;
    EXPECT_EQ(faults.front(), row.fault) << row.text;
  }
}

TEST(JsonOutlineTest, EndsAtEveryCut) {
  constexpr std::string_view kText =
      R"({"merchants": [{"isspid": "1\"", "results": {"unknownIds": ["1"]}}], "logSeverity": -1.5e3})";
  for (size_t size = 0; size < kText.size(); ++size) {
    EXPECT_THAT(Faults(kText.substr(0, size)), testing::Not(IsEmpty())) << size;
  }
}

}  // namespace
}  // namespace imageco::server
