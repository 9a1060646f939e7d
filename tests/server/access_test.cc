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
    return Access(config_).Refuse(caller, isspid);
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
  EXPECT_FALSE(Access(BridgeConfig()).Refuse(FakeAuthContext({}), "1"));
}

// "spiffe://shop-admin" may administer 1 and 2, "spiffe://chief" all; the callers of AccessTest
// nothing.
class AdminAccessTest : public AccessTest {
 protected:
  AdminAccessTest() {
    Add("spiffe://shop-admin", {"1", "2"});
    config_.mutable_callers(config_.callers_size() - 1)->set_admin(true);
    Add("spiffe://chief", {});
    config_.mutable_callers(config_.callers_size() - 1)->set_admin(true);
  }

  std::optional<grpc::Status> RefuseAdmin(const char* name, const std::string& isspid) {
    return Access(config_).RefuseAdmin(FakeAuthContext({{kAlternativeName, name}}), isspid);
  }
  // Dies where the caller may administer nothing.
  bridge::Isspids AdministeredBy(const FakeAuthContext& caller) {
    return std::get<bridge::Isspids>(Access(config_).AdministeredBy(caller));
  }
  StatusCode CodeFor(const FakeAuthContext& caller) {
    return std::get<grpc::Status>(Access(config_).AdministeredBy(caller)).error_code();
  }
};

TEST_F(AdminAccessTest, LetsAnAdministratorSettleForItsMerchantsAlone) {
  EXPECT_FALSE(RefuseAdmin("spiffe://shop-admin", "1"));
  EXPECT_THAT(RefuseAdmin("spiffe://shop-admin", "3"),
              IsRefusedWith(StatusCode::PERMISSION_DENIED));
  EXPECT_THAT(RefuseAdmin("spiffe://shop-admin", ""), IsRefusedWith(StatusCode::PERMISSION_DENIED));
  EXPECT_FALSE(RefuseAdmin("spiffe://chief", "7"));
}

TEST_F(AdminAccessTest, RefusesACallerWithoutThePermission) {
  EXPECT_FALSE(Refuse(FakeAuthContext({{kAlternativeName, "spiffe://operator"}}), "1"));
  EXPECT_THAT(RefuseAdmin("spiffe://operator", "1"), IsRefusedWith(StatusCode::PERMISSION_DENIED));
  EXPECT_THAT(RefuseAdmin("spiffe://shop", "1"), IsRefusedWith(StatusCode::PERMISSION_DENIED));
  EXPECT_EQ(CodeFor(FakeAuthContext({{kAlternativeName, "spiffe://shop"}})),
            StatusCode::PERMISSION_DENIED);
}

TEST_F(AdminAccessTest, LetsAnAdministratorReplyToo) {
  EXPECT_FALSE(Refuse(FakeAuthContext({{kAlternativeName, "spiffe://shop-admin"}}), "1"));
}

TEST_F(AdminAccessTest, NamesTheMerchantsThatACallerMayAdminister) {
  EXPECT_THAT(AdministeredBy(FakeAuthContext({{kAlternativeName, "spiffe://shop-admin"}})),
              Optional(testing::ElementsAre("1", "2")));
  EXPECT_EQ(AdministeredBy(FakeAuthContext({{kAlternativeName, "spiffe://chief"}})), std::nullopt);
}

TEST_F(AdminAccessTest, JoinsWhatAllNamesOfACallerMayAdministerAndNoMore) {
  Add("third", {"3"});
  config_.mutable_callers(config_.callers_size() - 1)->set_admin(true);
  EXPECT_THAT(AdministeredBy(FakeAuthContext({{kAlternativeName, "third"},
                                              {kAlternativeName, "spiffe://operator"},
                                              {kAlternativeName, "spiffe://shop-admin"}})),
              Optional(testing::ElementsAre("1", "2", "3")));
}

TEST_F(AdminAccessTest, SaysUnauthenticatedToACallerWithoutAName) {
  EXPECT_EQ(CodeFor(FakeAuthContext({})), StatusCode::UNAUTHENTICATED);
}

TEST_F(AdminAccessTest, LetsNobodyAdministerWhereNobodyIsNamed) {
  const Access access{BridgeConfig()};
  EXPECT_THAT(access.RefuseAdmin(FakeAuthContext({}), "1"),
              IsRefusedWith(StatusCode::PERMISSION_DENIED));
}

TEST_F(AdminAccessTest, LetsEveryoneAdministerWhereThatIsAllowed) {
  BridgeConfig config;
  config.set_allow_admin_without_identity(true);
  EXPECT_FALSE(Access(config).RefuseAdmin(FakeAuthContext({}), "1"));
}

// A configuration that CheckConfig refuses.
TEST_F(AdminAccessTest, WantsAnIdentityWhereCallersAreNamedWhateverIsAllowed) {
  config_.set_allow_admin_without_identity(true);
  EXPECT_EQ(CodeFor(FakeAuthContext({})), StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace imageco::server
