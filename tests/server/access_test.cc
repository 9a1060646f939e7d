#include "server/access.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using grpc::StatusCode;
using testing::Optional;
using testing::Property;

constexpr char kAlternativeName[] = "x509_subject_alternative_name";
constexpr char kCommonName[] = "x509_common_name";

// What a certificate shows; nothing else of a context is asked.
class FakeAuthContext final : public grpc::AuthContext {
 public:
  using Property = std::pair<const std::string, std::string>;

  explicit FakeAuthContext(std::initializer_list<Property> properties) : properties_(properties) {}
  FakeAuthContext(const FakeAuthContext&) = delete;
  FakeAuthContext& operator=(const FakeAuthContext&) = delete;

  std::vector<grpc::string_ref> FindPropertyValues(const std::string& name) const override {
    std::vector<grpc::string_ref> values;
    for (auto [it, end] = properties_.equal_range(name); it != end; ++it) {
      values.emplace_back(it->second);
    }
    return values;
  }

  bool IsPeerAuthenticated() const override { return true; }
  std::vector<grpc::string_ref> GetPeerIdentity() const override { return {}; }
  std::string GetPeerIdentityPropertyName() const override { return {}; }
  grpc::AuthPropertyIterator begin() const override { return NoProperty(); }
  grpc::AuthPropertyIterator end() const override { return NoProperty(); }
  void AddProperty(const std::string&, const grpc::string_ref&) override {}
  bool SetPeerIdentityPropertyName(const std::string&) override { return false; }

 private:
  struct NoProperty : grpc::AuthPropertyIterator {};

  const std::multimap<std::string, std::string> properties_;
};

// "spiffe://shop" may call for 1 and 2, "spiffe://operator" for all, "shop.example" for 3.
class AccessTest : public testing::Test {
 protected:
  AccessTest() {
    Add("spiffe://shop", {"1", "2"});
    Add("spiffe://operator", {});
    Add("shop.example", {"3"});
  }

  void Add(const char* identity, const std::vector<const char*>& isspids) {
    auto& caller = *config_.add_callers();
    caller.set_identity(identity);
    for (const char* isspid : isspids) caller.add_isspids(isspid);
  }

  std::optional<grpc::Status> Refuse(const FakeAuthContext& caller, const std::string& isspid) {
    return Access(config_.callers()).Refuse(caller, isspid);
  }

  static auto IsRefusedWith(StatusCode code) {
    return Optional(Property(&grpc::Status::error_code, code));
  }

  BridgeConfig config_;
};

TEST_F(AccessTest, LetsACallerCallForItsMerchantsAlone) {
  const FakeAuthContext shop({{kAlternativeName, "spiffe://shop"}});
  EXPECT_FALSE(Refuse(shop, "1"));
  EXPECT_FALSE(Refuse(shop, "2"));
  EXPECT_THAT(Refuse(shop, "3"), IsRefusedWith(StatusCode::PERMISSION_DENIED));
  EXPECT_THAT(Refuse(shop, ""), IsRefusedWith(StatusCode::PERMISSION_DENIED));
}

TEST_F(AccessTest, LetsACallerWithoutMerchantsCallForAll) {
  EXPECT_FALSE(Refuse(FakeAuthContext({{kAlternativeName, "spiffe://operator"}}), "7"));
}

TEST_F(AccessTest, RefusesACallerItDoesNotKnow) {
  EXPECT_THAT(Refuse(FakeAuthContext({{kAlternativeName, "spiffe://stranger"}}), "1"),
              IsRefusedWith(StatusCode::PERMISSION_DENIED));
}

TEST_F(AccessTest, WantsTheWholeName) {
  for (const char* name : {"spiffe://sho", "spiffe://shop/", "SPIFFE://SHOP", "spiffe://shop2"}) {
    EXPECT_THAT(Refuse(FakeAuthContext({{kAlternativeName, name}}), "1"),
                IsRefusedWith(StatusCode::PERMISSION_DENIED))
        << name;
  }
}

TEST_F(AccessTest, TakesAnyOfACallersNames) {
  const FakeAuthContext caller({{kAlternativeName, "10.0.0.1"},
                                {kAlternativeName, "shop.example"},
                                {kAlternativeName, "spiffe://shop"}});
  EXPECT_FALSE(Refuse(caller, "1"));
  EXPECT_FALSE(Refuse(caller, "3"));
  EXPECT_THAT(Refuse(caller, "7"), IsRefusedWith(StatusCode::PERMISSION_DENIED));
}

TEST_F(AccessTest, TakesTheCommonNameWhereThereIsNoOther) {
  EXPECT_FALSE(Refuse(FakeAuthContext({{kCommonName, "shop.example"}}), "3"));
}

TEST_F(AccessTest, TakesNoCommonNameBesideAnAlternativeName) {
  const FakeAuthContext caller(
      {{kAlternativeName, "stranger.example"}, {kCommonName, "shop.example"}});
  EXPECT_THAT(Refuse(caller, "3"), IsRefusedWith(StatusCode::PERMISSION_DENIED));
}

TEST_F(AccessTest, SaysUnauthenticatedToACallerWithoutAName) {
  const auto refused = Refuse(FakeAuthContext({}), "1");
  ASSERT_THAT(refused, IsRefusedWith(StatusCode::UNAUTHENTICATED));
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(refused->error_details()));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "CALLER_NOT_ALLOWED");
}

// What gRPC makes of a certificate without a subject.
TEST_F(AccessTest, TakesAnEmptyNameForNone) {
  EXPECT_THAT(Refuse(FakeAuthContext({{kCommonName, ""}}), "1"),
              IsRefusedWith(StatusCode::UNAUTHENTICATED));
}

TEST_F(AccessTest, LetsEveryoneCallWhereNobodyIsNamed) {
  EXPECT_FALSE(Access(BridgeConfig().callers()).Refuse(FakeAuthContext({}), "1"));
}

}  // namespace
}  // namespace imageco::server
