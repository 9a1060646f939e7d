#include "server/config/config_file.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class ConfigFileTest : public testing::Test {
 protected:
  // For a file without faults.
  BridgeConfig Read(const std::string& name, const std::string& text) {
    const auto config = ReadConfigFile(folder_.Write(name, text));
    EXPECT_TRUE(config.ok()) << config.status();
    return config.value_or(BridgeConfig());
  }

  // What is said of a file with faults.
  std::string Fault(const std::string& name, const std::string& text) {
    return std::string(ReadConfigFile(folder_.Write(name, text)).status().message());
  }

  std::string At(const char* name) const { return folder_.path() / name; }

  const TestFolder folder_;
};

TEST_F(ConfigFileTest, ReadsTextFormat) {
  const BridgeConfig config = Read("bridge.txtpb", R"pb(
    # a comment
    operations_address: "127.0.0.1:1"
    merchants {
      isspid: "39493002"
      wire { format: FORMAT_XML }
    }
  )pb");
  EXPECT_EQ(config.operations_address(), "127.0.0.1:1");
  EXPECT_EQ(config.merchants(0).wire().format(), bridge::config::v1::FORMAT_XML);
}

TEST_F(ConfigFileTest, ReadsJson) {
  const BridgeConfig config = Read("bridge.json", R"({
    "operationsAddress": "127.0.0.1:1",
    "merchants": [{"isspid": "39493002", "wire": {"format": "FORMAT_XML"},
                   "gateway": {"connect_timeout": "1.5s"}}]
  })");
  EXPECT_EQ(config.operations_address(), "127.0.0.1:1");
  EXPECT_EQ(config.merchants(0).wire().format(), bridge::config::v1::FORMAT_XML);
  EXPECT_EQ(config.merchants(0).gateway().connect_timeout().nanos(), 500'000'000);
}

TEST_F(ConfigFileTest, ReadsTheSameFromBothFormats) {
  EXPECT_EQ(Read("a.textproto", R"pb(limits { calls_max: 7 })pb").SerializeAsString(),
            Read("a.json", R"({"limits": {"calls_max": 7}})").SerializeAsString());
}

TEST_F(ConfigFileTest, PutsTheLedgerBesideAFileThatSaysNothing) {
  BridgeConfig config = Read("bridge.txtpb", "");
  EXPECT_EQ(config.ledger().sqlite().file(), At("replies.sqlite3"));
  config.clear_ledger();
  EXPECT_EQ(config.ByteSizeLong(), 0u);
}

TEST_F(ConfigFileTest, CountsTheFileOfTheLedgerFromTheFile) {
  EXPECT_EQ(Read("a.txtpb", "ledger { sqlite { file: 'var/b' } }").ledger().sqlite().file(),
            At("var/b"));
  EXPECT_EQ(Read("a.txtpb", "ledger { sqlite { file: '/var/b' } }").ledger().sqlite().file(),
            "/var/b");
  EXPECT_EQ(Read("a.txtpb", "ledger { sqlite {} }").ledger().sqlite().file(),
            At("replies.sqlite3"));
}

TEST_F(ConfigFileTest, NamesNoFileForALedgerThatHasNone) {
  EXPECT_TRUE(Read("a.txtpb", "ledger { memory {} }").ledger().has_memory());
  EXPECT_TRUE(Read("a.txtpb", "ledger { postgres {} }").ledger().has_postgres());
}

TEST_F(ConfigFileTest, NamesFileLineAndColumnOfAFault) {
  EXPECT_EQ(Fault("bridge.txtpb", "limits {\n  calls_max: many\n}\n"),
            At("bridge.txtpb:2:14: want a whole number"));
}

TEST_F(ConfigFileTest, RefusesAFieldItDoesNotKnowInTextFormat) {
  EXPECT_THAT(Fault("bridge.txtpb", "\nlimits { call_max: 1 }"),
              AllOf(HasSubstr("bridge.txtpb:2:"), HasSubstr("Limits has no such setting")));
}

TEST_F(ConfigFileTest, RefusesAFieldItDoesNotKnowInJson) {
  EXPECT_THAT(Fault("bridge.json", R"({"limits": {"call_max": 1}})"),
              AllOf(HasSubstr("bridge.json:1:13: "), HasSubstr("Limits has no such setting")));
}

TEST_F(ConfigFileTest, RefusesAValueItDoesNotKnow) {
  EXPECT_EQ(Fault("bridge.txtpb", "merchants { wire { format: YAML } }"),
            At("bridge.txtpb:1:33: format has no such value"));
  EXPECT_EQ(Fault("bridge.json", R"({"merchants": [{"wire": {"format": "YAML"}}]})"),
            At("bridge.json:1:36: format takes no such value"));
}

TEST_F(ConfigFileTest, RefusesWhatIsCutOff) {
  EXPECT_THAT(Fault("bridge.txtpb", "merchants {"), HasSubstr("bridge.txtpb:1:12: "));
  EXPECT_THAT(Fault("bridge.json", "{\"merchants\": ["), HasSubstr("bridge.json:1:16: "));
}

// Somebody gives a key where the configuration should be.
TEST_F(ConfigFileTest, TellsNothingOfTheFile) {
  for (const char* text : {"f00dface",
                           "f00dface: 1",
                           "f00dface { }",
                           "limits { f00dface: 1 }",
                           "log_severity: f00dface",
                           "limits { calls_max: f00dface }",
                           "limits { calls_max: 99999999999f00dface }",
                           "limits { calls_max: 99999999999900000 }",
                           "operations_address: f00dface",
                           "allow_admin_without_identity: f00dface",
                           "limits f00dface",
                           "[f00dface]: 1",
                           "operations_address: 'f00dface",
                           "{\"f00dface\": 1}",
                           "{f00dface: 1}",
                           "[\"f00dface\"]",
                           "{\"limits\": \"f00dface\"}",
                           "{\"limits\": {\"calls_max\": \"f00dface\"}}",
                           "{\"limits\": {\"calls_max\": f00dface}}",
                           "{\"log_severity\": \"f00dface\"}",
                           "{\"limits\": {\"drain_timeout\": \"f00dface\"}}",
                           "\"f00dface\""}) {
    for (const char* name : {"key.txtpb", "key.json"}) {
      const std::string fault = Fault(name, text);
      EXPECT_THAT(fault, StartsWith(At(name) + ":1:")) << text;
      EXPECT_THAT(fault, testing::Not(HasSubstr("f00d"))) << text;
      EXPECT_THAT(fault, testing::Not(HasSubstr("9999"))) << text;
    }
  }
}

TEST_F(ConfigFileTest, RefusesASettingThatStandsThereTwice) {
  EXPECT_THAT(Fault("bridge.txtpb", "operations_address: 'a'\noperations_address: 'b'"),
              HasSubstr("bridge.txtpb:2:"));
}

TEST_F(ConfigFileTest, SaysWhichFileItCannotRead) {
  const std::string missing = At("missing.txtpb");
  EXPECT_THAT(std::string(ReadConfigFile(missing).status().message()),
              AllOf(HasSubstr(missing), HasSubstr("No such file")));
}

TEST_F(ConfigFileTest, SaysThatAFolderIsNoFile) {
  EXPECT_THAT(std::string(ReadConfigFile(folder_.path()).status().message()),
              AllOf(HasSubstr(folder_.path().string()), HasSubstr("Is a directory")));
}

TEST_F(ConfigFileTest, CountsRelativePathsFromTheFile) {
  const BridgeConfig config = Read("bridge.txtpb", R"pb(
    listener {
      tls { certificate_file: "tls/server.pem" private_key_file: "../key.pem" client_ca_file: "a" }
    }
    merchants {
      gateway {
        tls { ca_file: "ca.pem" client_certificate_file: "c.pem" client_key_file: "k.pem" }
      }
      signature { key_file: "one.key" }
    }
    merchants { signature { key_file: "two.key" } }
  )pb");
  EXPECT_EQ(config.listener().tls().certificate_file(), At("tls/server.pem"));
  EXPECT_EQ(config.listener().tls().private_key_file(), At("../key.pem"));
  EXPECT_EQ(config.listener().tls().client_ca_file(), At("a"));
  EXPECT_EQ(config.merchants(0).gateway().tls().ca_file(), At("ca.pem"));
  EXPECT_EQ(config.merchants(0).gateway().tls().client_certificate_file(), At("c.pem"));
  EXPECT_EQ(config.merchants(0).gateway().tls().client_key_file(), At("k.pem"));
  EXPECT_EQ(config.merchants(0).signature().key_file(), At("one.key"));
  EXPECT_EQ(config.merchants(1).signature().key_file(), At("two.key"));
}

TEST_F(ConfigFileTest, KeepsAbsolutePaths) {
  const BridgeConfig config =
      Read("bridge.txtpb", R"pb(merchants { signature { key_file: "/etc/key" } })pb");
  EXPECT_EQ(config.merchants(0).signature().key_file(), "/etc/key");
}

TEST_F(ConfigFileTest, LeavesPathsEmptyThatAreNotSet) {
  const BridgeConfig config =
      Read("bridge.txtpb", R"pb(listener { tls { certificate_file: "c" } })pb");
  EXPECT_EQ(config.listener().tls().client_ca_file(), "");
}

TEST_F(ConfigFileTest, CountsPathsFromTheWorkingFolderWhereTheFileIsThere) {
  folder_.Write("bridge.txtpb", R"pb(merchants { signature { key_file: "one.key" } })pb");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  const auto config = ReadConfigFile("bridge.txtpb");
  std::filesystem::current_path(before);
  ASSERT_TRUE(config.ok());
  EXPECT_EQ(config->merchants(0).signature().key_file(), At("one.key"));
}

// Every path is found by how its setting is named.
TEST_F(ConfigFileTest, KnowsAPathByTheNameOfItsSetting) {
  const auto& pool = *BridgeConfig::descriptor()->file()->pool();
  for (const char* name : {"ServerTls", "GatewayTls", "Signature"}) {
    const auto* message =
        pool.FindMessageTypeByName(std::string("imageco.bridge.config.v1.") + name);
    for (int i = 0; i < message->field_count(); ++i) {
      const std::string& field = message->field(i)->name();
      if (field.find("file") == std::string::npos) continue;
      EXPECT_THAT(field, EndsWith("_file"));
    }
  }
}

}  // namespace
}  // namespace imageco::server
