#include "server/config/config_check.h"

#include <google/protobuf/text_format.h>

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAre;

// What every configuration needs, and nothing else.
constexpr char kLeast[] = R"pb(
  merchants {
    isspid: "39493002"
    system_id: "8888"
    gateway { url: "https://gateway.example/" }
    signature { key_file: "/etc/complaint/key" }
  }
)pb";

BridgeConfig Least() {
  BridgeConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kLeast, &config));
  return config;
}

// The least with `text` on top of it.
BridgeConfig With(const std::string& text) {
  BridgeConfig config = Least();
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &config)) << text;
  return config;
}

// The least with `text` in its merchant.
BridgeConfig WithMerchant(const std::string& text) {
  BridgeConfig config = Least();
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, config.mutable_merchants(0)))
      << text;
  return config;
}

TEST(ConfigCheckTest, FindsNoFaultInTheLeast) { EXPECT_THAT(CheckConfig(Least()), IsEmpty()); }

TEST(ConfigCheckTest, WantsNoCallersWhereEveryoneMayAdminister) {
  EXPECT_THAT(CheckConfig(With("allow_admin_without_identity: true")), IsEmpty());
  const BridgeConfig config = With(R"pb(
    allow_admin_without_identity: true
    callers { identity: "shop" }
    listener { tls { certificate_file: "c" private_key_file: "k" client_ca_file: "a" } })pb");
  EXPECT_THAT(CheckConfig(config), ElementsAre(StartsWith("allow_admin_without_identity: ")));
}

TEST(ConfigCheckTest, NamesTheSettingAtFault) {
  const struct {
    BridgeConfig config;
    const char* fault;
  } table[] = {
      {With(R"pb(listener { address: "0.0.0.0:50051" })pb"),
       "listener.address: plaintext listens on loopback alone"},
      {With(R"pb(listener { tls { private_key_file: "k" } })pb"),
       "listener.tls.certificate_file: is missing"},
      {With(R"pb(listener { tls { certificate_file: "c" } })pb"),
       "listener.tls.private_key_file: is missing"},
      {With(R"pb(callers { identity: "shop" })pb"),
       "callers[0].identity: without listener.tls.client_ca_file nobody shows one"},
      {With(R"pb(limits { drain_timeout {} })pb"), "limits.drain_timeout: is not longer than zero"},
      {With(R"pb(limits { drain_timeout { seconds: -1 } })pb"),
       "limits.drain_timeout: is not longer than zero"},
      {With(R"pb(limits { drain_timeout { seconds: 1 nanos: -1 } })pb"),
       "limits.drain_timeout: is no duration"},
      {With(R"pb(ledger {
                   identity: "0123456789abcdef0123456789abcdef"
                   memory {}
                 })pb"),
       "ledger.identity: a ledger in memory has none"},
      {With(R"pb(ledger { memory { retention {} } })pb"),
       "ledger.memory.retention: is not longer than zero"},
      {With(R"pb(ledger { sqlite { retention { seconds: 86399 nanos: 999999999 } } })pb"),
       "ledger.sqlite.retention: is shorter than a day"},
      {With(R"pb(ledger { sqlite { retention {} } })pb"),
       "ledger.sqlite.retention: is not longer than zero"},
      {With(R"pb(ledger { postgres { retention { seconds: 86399 } } })pb"),
       "ledger.postgres.retention: is shorter than a day"},
      {WithMerchant(R"pb(isspid: "")pb"), "merchants[0].isspid: is missing"},
      {WithMerchant(R"pb(isspid: "39493002 ")pb"),
       "merchants[0].isspid: ends with a blank, U+0020"},
      {WithMerchant(R"pb(system_id: "88\r8")pb"),
       "merchants[0].system_id: holds a control character, U+000D at character 3"},
      {WithMerchant(R"pb(system_id: "\xE3\x80\x808")pb"),
       "merchants[0].system_id: begins with a blank, U+3000"},
      {WithMerchant(R"pb(gateway { exchange_timeout {} })pb"),
       "merchants[0].gateway.exchange_timeout: is not longer than zero"},
      {WithMerchant(R"pb(admission { wait_max {} })pb"),
       "merchants[0].admission.wait_max: is not longer than zero"},
      {WithMerchant(R"pb(results { retry_delay {} })pb"),
       "merchants[0].results.retry_delay: is not longer than zero"},
      {WithMerchant(R"pb(results { unknown_ids: "9999" unknown_ids: "0000" })pb"),
       "merchants[0].results.unknown_ids[1]: 0000 is success"},
      {WithMerchant(R"pb(results { retry_ids: "0000" })pb"),
       "merchants[0].results.retry_ids[0]: 0000 is success"},
      {WithMerchant(R"pb(results { unknown_ids: "0000 " })pb"),
       "merchants[0].results.unknown_ids[0]: is no id of four letters or digits"},
      {WithMerchant(R"pb(results { retry_ids: "" })pb"),
       "merchants[0].results.retry_ids[0]: is no id of four letters or digits"},
      {WithMerchant(R"pb(results { unknown_ids: "9999" retry_ids: "9999" })pb"),
       "merchants[0].results.retry_ids[0]: stands in unknown_ids too"},
      {WithMerchant(R"pb(results { refused_statuses: 399 })pb"),
       "merchants[0].results.refused_statuses[0]: is not an HTTP status from 400 to 599"},
      {WithMerchant(R"pb(results { deferred_statuses: 429 deferred_statuses: 600 })pb"),
       "merchants[0].results.deferred_statuses[1]: is not an HTTP status from 400 to 599"},
      {WithMerchant(R"pb(results { deferred_statuses: -429 })pb"),
       "merchants[0].results.deferred_statuses[0]: is not an HTTP status from 400 to 599"},
      {WithMerchant(R"pb(results { refused_statuses: 429 deferred_statuses: 429 })pb"),
       "merchants[0].results.deferred_statuses[0]: stands in refused_statuses too"},
      {WithMerchant(R"pb(signature { key_file: "" })pb"),
       "merchants[0].signature.key_file: is missing"},
      {WithMerchant(R"pb(wire { format: FORMAT_XML json_form_field: "data" })pb"),
       "merchants[0].wire.json_form_field: is for JSON"},
      {WithMerchant(R"pb(wire { format: FORMAT_XML json_charset: CHARSET_GBK })pb"),
       "merchants[0].wire.json_charset: is for JSON"},
      {WithMerchant(R"pb(wire { xml_form_with_mac: true })pb"),
       "merchants[0].wire.xml_form_with_mac: is for XML"},
      {WithMerchant(R"pb(admission { rate_per_second: -1 })pb"),
       "merchants[0].admission.rate_per_second: is not a rate"},
      {WithMerchant(R"pb(admission { rate_per_second: inf })pb"),
       "merchants[0].admission.rate_per_second: is not a rate"},
      {WithMerchant(R"pb(admission { rate_per_second: nan })pb"),
       "merchants[0].admission.rate_per_second: is not a rate"},
      {WithMerchant(R"pb(admission { rate_per_second: 1000001 })pb"),
       "merchants[0].admission.rate_per_second: is more than a million"},
      {WithMerchant(R"pb(admission { rate_per_second: 0.1 burst: 1000000000 })pb"),
       "merchants[0].admission.burst: to fill it takes more than 100 years"},
      {WithMerchant(R"pb(admission { rate_per_second: 1e-10 })pb"),
       "merchants[0].admission.burst: to fill it takes more than 100 years"},
      {With(R"pb(limits { drain_timeout { seconds: 9223372036 } })pb"),
       "limits.drain_timeout: is longer than 24h"},
      {With(R"pb(ledger { postgres { lease { seconds: 315576000000 } } })pb"),
       "ledger.postgres.lease: is longer than 168h"},
      {WithMerchant(R"pb(admission { burst: 5 })pb"),
       "merchants[0].admission.burst: means nothing without rate_per_second"},
  };
  for (const auto& row : table) {
    EXPECT_THAT(CheckConfig(row.config), ElementsAre(StartsWith(row.fault)));
  }
}

TEST(ConfigCheckTest, TakesWhatIsRight) {
  const BridgeConfig table[] = {
      With(R"pb(listener { address: "0.0.0.0:50051" allow_plaintext_beyond_loopback: true })pb"),
      With(R"pb(listener {
                  address: "0.0.0.0:50051"
                  tls { certificate_file: "c" private_key_file: "k" }
                })pb"),
      With(R"pb(listener { tls { certificate_file: "c" private_key_file: "k" client_ca_file: "a" } }
                callers { identity: "shop" isspids: "39493002" })pb"),
      With(R"pb(listener { address: "unix:/run/complaint.sock" })pb"),
      With(R"pb(limits { drain_timeout { nanos: 1 } })pb"),
      With(R"pb(ledger { sqlite { retention { seconds: 86400 } } })pb"),
      With(R"pb(ledger { memory { retention { seconds: 1 } } })pb"),
      WithMerchant(R"pb(wire { format: FORMAT_XML }
                        signature { key_file: "" })pb"),
      WithMerchant(R"pb(wire { format: FORMAT_XML xml_form_with_mac: true })pb"),
      WithMerchant(R"pb(admission { rate_per_second: 0.5 burst: 5 })pb"),
  };
  for (const BridgeConfig& config : table) {
    EXPECT_THAT(CheckConfig(config), IsEmpty()) << config.ShortDebugString();
  }
}

TEST(ConfigCheckTest, WantsAMerchant) {
  EXPECT_THAT(CheckConfig({}), ElementsAre("merchants: there is none"));
}

TEST(ConfigCheckTest, WantsAKeyForAFormWithMac) {
  EXPECT_THAT(CheckConfig(WithMerchant(R"pb(
                wire { format: FORMAT_XML xml_form_with_mac: true }
                signature { key_file: "" }
              )pb")),
              ElementsAre("merchants[0].signature.key_file: is missing"));
}

TEST(ConfigCheckTest, WantsEveryMerchantOnce) {
  BridgeConfig config = Least();
  *config.add_merchants() = config.merchants(0);
  EXPECT_THAT(CheckConfig(config), ElementsAre("merchants[1].isspid: 39493002 stands there twice"));
}

TEST(ConfigCheckTest, WantsEveryCallerOnceAndNamed) {
  const BridgeConfig config = With(R"pb(
    listener { tls { certificate_file: "c" private_key_file: "k" client_ca_file: "a" } }
    callers { identity: "shop" }
    callers {}
    callers { identity: "shop" }
  )pb");
  EXPECT_THAT(CheckConfig(config),
              ElementsAre("callers[1].identity: is missing, and so are token and jwt",
                          "callers[2].identity: stands there twice"));
}

TEST(ConfigCheckTest, NamesEveryFaultAtOnce) {
  const BridgeConfig config = With(R"pb(
    listener { address: "0.0.0.0:50051" }
    callers {}
    limits { drain_timeout {} }
    merchants {
      gateway { connect_timeout {} }
      admission { rate_per_second: -1 }
    }
  )pb");
  EXPECT_THAT(
      CheckConfig(config),
      UnorderedElementsAre(StartsWith("listener.address:"), StartsWith("callers[0].identity:"),
                           StartsWith("limits.drain_timeout:"), StartsWith("merchants[1].isspid:"),
                           StartsWith("merchants[1].gateway.connect_timeout:"),
                           StartsWith("merchants[1].signature.key_file:"),
                           StartsWith("merchants[1].admission.rate_per_second:")));
}

}  // namespace
}  // namespace imageco::server
