#include "server/callers/access.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using testing::Field;
using testing::Optional;
using Why = Refusal::Why;

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
    return Access(config_).Refuse(caller, isspid);
  }

  static auto IsRefusedWith(Why why) { return Optional(Field(&Refusal::why, why)); }

  BridgeConfig config_;
};

TEST_F(AccessTest, LetsACallerReadTheRepliesOfItsMerchantsThatAreGone) {
  for (const char* isspid : {"1", "2", "3"}) config_.add_merchants()->set_isspid(isspid);
  const Principal shop = Named({"spiffe://shop"});
  const Access first(config_);
  config_.mutable_merchants()->DeleteSubrange(0, 2);
  config_.mutable_callers(0)->clear_isspids();
  config_.mutable_callers(0)->add_isspids("3");
  const Access second(config_, first);
  const Access third(config_, second);
  for (const Access* access : {&second, &third}) {
    EXPECT_FALSE(access->RefuseReading(shop, "1"));
    EXPECT_FALSE(access->RefuseReading(shop, "3"));
    EXPECT_THAT(access->Refuse(shop, "1"), IsRefusedWith(Why::kNotAllowed));
    EXPECT_THAT(access->RefuseReading(Named({"shop.example"}), "1"),
                IsRefusedWith(Why::kNotAllowed));
  }
  // Served again, and for others.
  config_.add_merchants()->set_isspid("1");
  EXPECT_THAT(Access(config_, third).RefuseReading(shop, "1"), IsRefusedWith(Why::kNotAllowed));
  EXPECT_FALSE(Access(config_, third).RefuseReading(shop, "2"));
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
  EXPECT_FALSE(Access(BridgeConfig()).Refuse(Principal(), "1"));
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
    return Access(config_).RefuseAdmin(Named({name}), isspid);
  }
  // Dies where the caller may administer nothing.
  bridge::Isspids AdministeredBy(const Principal& caller) {
    return std::get<bridge::Isspids>(Access(config_).AdministeredBy(caller));
  }
  Why WhyNot(const Principal& caller) {
    return std::get<Refusal>(Access(config_).AdministeredBy(caller)).why;
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
  const Access access{BridgeConfig()};
  EXPECT_THAT(access.RefuseAdmin(Principal(), "1"), IsRefusedWith(Why::kNotAllowed));
}

TEST_F(AdminAccessTest, LetsEveryoneAdministerWhereThatIsAllowed) {
  BridgeConfig config;
  config.set_allow_admin_without_identity(true);
  EXPECT_FALSE(Access(config).RefuseAdmin(Principal(), "1"));
}

// A configuration that CheckConfig refuses.
TEST_F(AdminAccessTest, WantsAnIdentityWhereCallersAreNamedWhateverIsAllowed) {
  config_.set_allow_admin_without_identity(true);
  EXPECT_EQ(WhyNot(Principal()), Why::kNoIdentity);
}

}  // namespace
}  // namespace imageco::server
