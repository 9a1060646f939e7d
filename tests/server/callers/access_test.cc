#include "server/callers/access.h"

#include <google/protobuf/text_format.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"

namespace imageco::server {
namespace {

using namespace bridge::config::v1;  // NOLINT(google-build-using-namespace): the methods
using testing::Field;
using testing::Optional;
using Why = Refusal::Why;

constexpr absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr char kAccount[] = "shop@example";

// A caller whose certificate shows these names, each of the kind that it looks like.
Principal Named(const std::vector<const char*>& names) {
  Principal caller;
  for (const char* name : names) caller.identities.push_back(ToIdentity(name));
  caller.text = absl::StrJoin(names, ", ");
  return caller;
}

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

  std::optional<Refusal> Refuse(const Principal& caller, const std::string& isspid) {
    return Access(config_, kNow).RefuseReply(caller, isspid, kAccount);
  }

  static auto IsRefusedWith(Why why) { return Optional(Field(&Refusal::why, why)); }

  BridgeConfig config_;
};

TEST_F(AccessTest, LetsACallerReadTheRepliesOfItsMerchantsThatAreGone) {
  for (const char* isspid : {"1", "2", "3"}) config_.add_merchants()->set_isspid(isspid);
  const Principal shop = Named({"spiffe://shop"});
  const Access first(config_, kNow);
  config_.mutable_merchants()->DeleteSubrange(0, 2);
  config_.mutable_callers(0)->clear_isspids();
  config_.mutable_callers(0)->add_isspids("3");
  const Access second(config_, first, kNow);
  const Access third(config_, second, kNow);
  for (const Access* access : {&second, &third}) {
    EXPECT_FALSE(access->RefuseGetReply(shop, "1"));
    EXPECT_FALSE(access->RefuseGetReply(shop, "3"));
    EXPECT_THAT(access->RefuseReply(shop, "1", kAccount), IsRefusedWith(Why::kNotAllowed));
    EXPECT_THAT(access->RefuseGetReply(Named({"shop.example"}), "1"),
                IsRefusedWith(Why::kNotAllowed));
  }
  // Served again, and for others.
  config_.add_merchants()->set_isspid("1");
  EXPECT_THAT(Access(config_, third, kNow).RefuseGetReply(shop, "1"),
              IsRefusedWith(Why::kNotAllowed));
  EXPECT_FALSE(Access(config_, third, kNow).RefuseGetReply(shop, "2"));
}

TEST_F(AccessTest, LetsACallerCallForItsMerchantsAlone) {
  const Principal shop = Named({"spiffe://shop"});
  EXPECT_FALSE(Refuse(shop, "1"));
  EXPECT_FALSE(Refuse(shop, "2"));
  EXPECT_THAT(Refuse(shop, "3"), IsRefusedWith(Why::kNotAllowed));
  EXPECT_THAT(Refuse(shop, ""), IsRefusedWith(Why::kNotAllowed));
}

TEST_F(AccessTest, LetsACallerWithoutMerchantsCallForAll) {
  EXPECT_FALSE(Refuse(Named({"spiffe://operator"}), "7"));
}

TEST_F(AccessTest, RefusesACallerItDoesNotKnow) {
  EXPECT_THAT(Refuse(Named({"spiffe://stranger"}), "1"), IsRefusedWith(Why::kNotAllowed));
}

TEST_F(AccessTest, WantsTheWholeName) {
  for (const char* name : {"spiffe://sho", "spiffe://shop/", "SPIFFE://SHOP", "spiffe://shop2"}) {
    EXPECT_THAT(Refuse(Named({name}), "1"), IsRefusedWith(Why::kNotAllowed)) << name;
  }
}

TEST_F(AccessTest, TakesAnyOfACallersNames) {
  const Principal caller = Named({"10.0.0.1", "shop.example", "spiffe://shop"});
  EXPECT_FALSE(Refuse(caller, "1"));
  EXPECT_FALSE(Refuse(caller, "3"));
  EXPECT_THAT(Refuse(caller, "7"), IsRefusedWith(Why::kNotAllowed));
}

TEST_F(AccessTest, TakesNoNameOfAnotherKind) {
  const Principal caller = {{{Identity::Kind::kDns, "spiffe://shop"},
                             {Identity::Kind::kEmail, "spiffe://shop"},
                             {Identity::Kind::kUri, "shop.example"}},
                            "DNS:spiffe://shop"};
  EXPECT_THAT(Refuse(caller, "1"), IsRefusedWith(Why::kNotAllowed));
  EXPECT_THAT(Refuse(caller, "3"), IsRefusedWith(Why::kNotAllowed));
}

TEST_F(AccessTest, RefusesACallerWhoseNameIsNoIdentityAsAStranger) {
  EXPECT_THAT(Refuse({{}, "CN:spiffe://shop"}, "1"), IsRefusedWith(Why::kNotAllowed));
}

TEST_F(AccessTest, ComparesDnsNamesWithoutCase) {
  Add("Big.Example", {"4"});
  EXPECT_FALSE(Refuse(Named({"SHOP.example"}), "3"));
  EXPECT_FALSE(Refuse(Named({"big.example"}), "4"));
}

TEST_F(AccessTest, SaysUnauthenticatedToACallerWithoutAName) {
  const auto refused = Refuse(Principal(), "1");
  ASSERT_THAT(refused, IsRefusedWith(Why::kNoIdentity));
  EXPECT_EQ(refused->failure.reason, complaint::v1::CALLER_NOT_ALLOWED);
}

TEST_F(AccessTest, LetsEveryoneCallWhereNobodyIsNamed) {
  EXPECT_FALSE(Access(BridgeConfig(), kNow).RefuseReply(Principal(), "1", kAccount));
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

  std::optional<Refusal> RefuseAdmin(const char* name, const std::string& isspid) {
    return Access(config_, kNow).RefuseSettleReply(Named({name}), isspid);
  }
  // Dies where the caller may administer nothing.
  bridge::Isspids AdministeredBy(const Principal& caller) {
    return std::get<bridge::Isspids>(Access(config_, kNow).ListableBy(caller, ""));
  }
  Why WhyNot(const Principal& caller) {
    return Access(config_, kNow).Refuse(caller, CALLER_METHOD_LIST_REPLIES, kNow).value().why;
  }
};

TEST_F(AdminAccessTest, LetsAnAdministratorSettleForItsMerchantsAlone) {
  EXPECT_FALSE(RefuseAdmin("spiffe://shop-admin", "1"));
  EXPECT_THAT(RefuseAdmin("spiffe://shop-admin", "3"), IsRefusedWith(Why::kNotAllowed));
  EXPECT_THAT(RefuseAdmin("spiffe://shop-admin", ""), IsRefusedWith(Why::kNotAllowed));
  EXPECT_FALSE(RefuseAdmin("spiffe://chief", "7"));
}

TEST_F(AdminAccessTest, RefusesACallerWithoutThePermission) {
  EXPECT_FALSE(Refuse(Named({"spiffe://operator"}), "1"));
  EXPECT_THAT(RefuseAdmin("spiffe://operator", "1"), IsRefusedWith(Why::kNotAllowed));
  EXPECT_THAT(RefuseAdmin("spiffe://shop", "1"), IsRefusedWith(Why::kNotAllowed));
  EXPECT_EQ(WhyNot(Named({"spiffe://shop"})), Why::kNotAllowed);
}

TEST_F(AdminAccessTest, LetsAnAdministratorReplyToo) {
  EXPECT_FALSE(Refuse(Named({"spiffe://shop-admin"}), "1"));
}

TEST_F(AdminAccessTest, NamesTheMerchantsThatACallerMayAdminister) {
  EXPECT_THAT(AdministeredBy(Named({"spiffe://shop-admin"})),
              Optional(testing::ElementsAre("1", "2")));
  EXPECT_EQ(AdministeredBy(Named({"spiffe://chief"})), std::nullopt);
}

TEST_F(AdminAccessTest, JoinsWhatAllNamesOfACallerMayAdministerAndNoMore) {
  Add("third", {"3"});
  config_.mutable_callers(config_.callers_size() - 1)->set_admin(true);
  EXPECT_THAT(AdministeredBy(Named({"third", "spiffe://operator", "spiffe://shop-admin"})),
              Optional(testing::ElementsAre("1", "2", "3")));
}

TEST_F(AdminAccessTest, SaysUnauthenticatedToACallerWithoutAName) {
  EXPECT_EQ(WhyNot(Principal()), Why::kNoIdentity);
}

TEST_F(AdminAccessTest, LetsNobodyAdministerWhereNobodyIsNamed) {
  const Access access(BridgeConfig(), kNow);
  for (const Method method : {CALLER_METHOD_LIST_REPLIES, CALLER_METHOD_SETTLE_REPLY}) {
    EXPECT_THAT(access.Refuse(Principal(), method, kNow), IsRefusedWith(Why::kNotAllowed));
  }
  EXPECT_FALSE(access.Refuse(Principal(), CALLER_METHOD_REPLY, kNow));
}

TEST_F(AdminAccessTest, LetsEveryoneAdministerWhereThatIsAllowed) {
  BridgeConfig config;
  config.set_allow_admin_without_identity(true);
  const Access access(config, kNow);
  EXPECT_FALSE(access.Refuse(Principal(), CALLER_METHOD_SETTLE_REPLY, kNow));
  EXPECT_FALSE(access.RefuseSettleReply(Principal(), "1"));
  EXPECT_EQ(std::get<bridge::Isspids>(access.ListableBy(Principal(), "")), std::nullopt);
}

// A configuration that CheckConfig refuses.
TEST_F(AdminAccessTest, WantsAnIdentityWhereCallersAreNamedWhateverIsAllowed) {
  config_.set_allow_admin_without_identity(true);
  EXPECT_EQ(WhyNot(Principal()), Why::kNoIdentity);
}

// A caller of the name given, with these permissions in text format.
class PermissionTest : public testing::Test {
 protected:
  Access With(const std::string& permission) {
    BridgeConfig config;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "callers { identity: 'spiffe://shop' " + permission + "}", &config));
    return Access(config, kNow);
  }

  const Principal shop_ = Named({"spiffe://shop"});
};

constexpr Method kMethods[] = {CALLER_METHOD_REPLY, CALLER_METHOD_GET_REPLY,
                               CALLER_METHOD_LIST_REPLIES, CALLER_METHOD_SETTLE_REPLY};

TEST_F(PermissionTest, LetsACallerReplyAndReadAndAnAdministratorDoAll) {
  const Access plain = With("");
  const Access admin = With("admin: true");
  for (const Method method : kMethods) {
    const bool is_for_all = method == CALLER_METHOD_REPLY || method == CALLER_METHOD_GET_REPLY;
    EXPECT_EQ(plain.Refuse(shop_, method, kNow).has_value(), !is_for_all) << method;
    EXPECT_FALSE(admin.Refuse(shop_, method, kNow)) << method;
  }
}

TEST_F(PermissionTest, LetsACallerCallTheMethodsThatAreNamedAndNoOther) {
  for (const Method allowed : kMethods) {
    const Access access = With("admin: true methods: " + CallerMethod_Name(allowed));
    for (const Method method : kMethods) {
      EXPECT_EQ(access.Refuse(shop_, method, kNow).has_value(), method != allowed)
          << allowed << " " << method;
    }
    EXPECT_EQ(access.RefuseReply(shop_, "1", kAccount).has_value(), allowed != CALLER_METHOD_REPLY);
    EXPECT_EQ(access.RefuseGetReply(shop_, "1").has_value(), allowed != CALLER_METHOD_GET_REPLY);
    EXPECT_EQ(access.RefuseSettleReply(shop_, "1").has_value(),
              allowed != CALLER_METHOD_SETTLE_REPLY);
    EXPECT_EQ(std::holds_alternative<Refusal>(access.ListableBy(shop_, "1")),
              allowed != CALLER_METHOD_LIST_REPLIES);
  }
}

TEST_F(PermissionTest, NamesTheMethodThatIsRefused) {
  const auto refused =
      With("methods: CALLER_METHOD_GET_REPLY").Refuse(shop_, CALLER_METHOD_REPLY, kNow);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->why, Why::kNotAllowed);
  EXPECT_EQ(refused->failure.message, "the caller may not call Reply; nothing was sent");
}

TEST_F(PermissionTest, LetsACallerReplyForItsAccountsAlone) {
  const Access access = With("isspids: '1' seller_accounts: 'a' seller_accounts: 'b'");
  EXPECT_FALSE(access.RefuseReply(shop_, "1", "a"));
  EXPECT_FALSE(access.RefuseReply(shop_, "1", "b"));
  const auto refused = access.RefuseReply(shop_, "1", "c");
  ASSERT_TRUE(refused);
  EXPECT_THAT(refused->failure.message, testing::HasSubstr("seller_account"));
  EXPECT_THAT(access.RefuseReply(shop_, "2", "a").value().failure.message,
              testing::HasSubstr("merchant"));
}

TEST_F(PermissionTest, DoesNotJoinTheAccountsOfOneIdentityWithTheMerchantsOfAnother) {
  BridgeConfig config;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "callers { identity: 'spiffe://shop' isspids: '1' seller_accounts: 'a' }"
      "callers { identity: 'other' isspids: '2' }",
      &config));
  const Access access(config, kNow);
  const Principal both = Named({"spiffe://shop", "other"});
  EXPECT_FALSE(access.RefuseReply(both, "2", "c"));
  EXPECT_TRUE(access.RefuseReply(both, "1", "c"));
}

TEST_F(PermissionTest, RefusesACallerThatCallsTooOftenAndSaysWhenToComeBack) {
  const Access access = With("rate_per_second: 2 burst: 3");
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(access.Refuse(shop_, CALLER_METHOD_REPLY, kNow));
  const auto refused = access.Refuse(shop_, CALLER_METHOD_GET_REPLY, kNow);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->why, Why::kRate);
  EXPECT_EQ(refused->failure.reason, complaint::v1::RATE_LIMITED);
  EXPECT_EQ(refused->failure.retry_after, absl::Milliseconds(500));
  EXPECT_FALSE(access.Refuse(shop_, CALLER_METHOD_REPLY, kNow + absl::Milliseconds(500)));
}

TEST_F(PermissionTest, TakesNothingOfTheRateForAMethodThatIsNotAllowed) {
  const Access access = With("rate_per_second: 1");
  EXPECT_THAT(access.Refuse(shop_, CALLER_METHOD_SETTLE_REPLY, kNow).value().why, Why::kNotAllowed);
  EXPECT_FALSE(access.Refuse(shop_, CALLER_METHOD_REPLY, kNow));
}

TEST_F(PermissionTest, KeepsWhatIsUsedOfARateThatStaysAsItWas) {
  BridgeConfig config;
  auto& caller = *config.add_callers();
  caller.set_identity("spiffe://shop");
  caller.set_rate_per_second(1);
  const Access before(config, kNow);
  EXPECT_FALSE(before.Refuse(shop_, CALLER_METHOD_REPLY, kNow));
  EXPECT_TRUE(Access(config, before, kNow).Refuse(shop_, CALLER_METHOD_REPLY, kNow));
  caller.set_rate_per_second(2);
  EXPECT_FALSE(Access(config, before, kNow).Refuse(shop_, CALLER_METHOD_REPLY, kNow));
}

TEST_F(PermissionTest, TellsAPrincipalApartByIssuerAndKind) {
  BridgeConfig config;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "jwt_issuers { issuer: 'a' } jwt_issuers { issuer: 'b' }"
      "callers { jwt { issuer: 'a' subject: 'web' } }"
      "callers { token { name: 'shop' } }",
      &config));
  const Access access(config, kNow);
  const auto refused = [&access](const Identity& identity) {
    return access
        .RefuseReply(ToPrincipal(identity, Principal::Credential::kJwt, absl::InfiniteFuture()),
                     "1", kAccount)
        .has_value();
  };
  using Kind = Identity::Kind;
  EXPECT_FALSE(refused({Kind::kJwt, "web", "a"}));
  EXPECT_TRUE(refused({Kind::kJwt, "web", "b"}));
  EXPECT_TRUE(refused({Kind::kToken, "web", "a"}));
  EXPECT_FALSE(refused({Kind::kToken, "shop"}));
  EXPECT_TRUE(refused({Kind::kDns, "shop"}));
}

TEST_F(PermissionTest, TellsWhatACallerMayDo) {
  const Access access = With("isspids: '1' rate_per_second: 2");
  const std::vector<Permission> permissions = access.PermissionsOf(shop_);
  ASSERT_EQ(permissions.size(), 1u);
  EXPECT_THAT(permissions.front().isspids, testing::ElementsAre("1"));
  EXPECT_EQ(permissions.front().rate_per_second, 2);
  EXPECT_THAT(access.PermissionsOf(Named({"other"})), testing::IsEmpty());
  EXPECT_EQ(Access(BridgeConfig(), kNow).PermissionsOf(Principal()).size(), 1u);
}

}  // namespace
}  // namespace imageco::server
