#include "bridge/fingerprint.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <functional>
#include <set>
#include <string>

#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace imageco::bridge {
namespace {

using complaint::v1::ReplyRequest;

ledger::Fingerprint Of(const ReplyRequest& request) { return *FingerprintOf(request); }

ReplyRequest WholeRequest() {
  ReplyRequest request;
  request.set_isspid("39493002");
  request.set_transaction_id("t-1");
  request.set_seller_account("66660000000000001");
  request.set_complaint_id("200201820200101080076610000");
  request.set_response_content("已与用户沟通解决");
  request.add_response_images("image-1");
  request.add_response_images("image-2");
  request.mutable_jump_link()->set_url("https://www.example.com/");
  request.mutable_jump_link()->set_text("查看");
  return request;
}

TEST(FingerprintTest, IsTheSameForEqualRequests) {
  EXPECT_EQ(Of(WholeRequest()), Of(WholeRequest()));
}

// A record outlives the process that wrote it.
TEST(FingerprintTest, IsTheSameInEveryVersion) {
  const ledger::Fingerprint fingerprint = Of(WholeRequest());
  EXPECT_EQ(absl::BytesToHexString(absl::string_view(
                reinterpret_cast<const char*>(fingerprint.data()), fingerprint.size())),
            "25726c8eef6e65bce1d80bbc927ad7933de0b7ccad03f113756eeca54ba95895");
}

TEST(FingerprintTest, DiffersWhenAnyFieldDiffers) {
  const std::function<void(ReplyRequest&)> changes[] = {
      [](ReplyRequest& request) { request.set_isspid("39493003"); },
      [](ReplyRequest& request) { request.set_transaction_id("t-2"); },
      [](ReplyRequest& request) { request.set_seller_account("6666"); },
      [](ReplyRequest& request) { request.set_complaint_id("2002"); },
      [](ReplyRequest& request) { request.set_response_content("another text"); },
      [](ReplyRequest& request) { request.add_response_images("image-3"); },
      [](ReplyRequest& request) { request.mutable_response_images()->SwapElements(0, 1); },
      [](ReplyRequest& request) { request.clear_response_images(); },
      [](ReplyRequest& request) { request.mutable_jump_link()->set_url("https://example.com/"); },
      [](ReplyRequest& request) { request.mutable_jump_link()->set_text("打开"); },
      [](ReplyRequest& request) { request.clear_jump_link(); },
  };
  std::set<ledger::Fingerprint> fingerprints = {Of(WholeRequest())};
  size_t expected = 1;
  for (const auto& change : changes) {
    ReplyRequest request = WholeRequest();
    change(request);
    fingerprints.insert(Of(request));
    EXPECT_EQ(fingerprints.size(), ++expected) << request.ShortDebugString();
  }
}

// Whoever adds a field says here whether it changes what is sent.
TEST(FingerprintTest, KnowsEveryFieldOfTheRequest) {
  EXPECT_EQ(ReplyRequest::descriptor()->field_count(), 8);
  EXPECT_EQ(complaint::v1::JumpLink::descriptor()->field_count(), 2);
}

TEST(FingerprintTest, SeesWhereOneTextEndsAndTheNextBegins) {
  ReplyRequest one = WholeRequest();
  one.set_seller_account("12");
  one.set_complaint_id("3");
  ReplyRequest other = WholeRequest();
  other.set_seller_account("1");
  other.set_complaint_id("23");
  EXPECT_NE(Of(one), Of(other));
}

// Leaves OpenSSL without SHA-256, in a process of its own, which has not looked for it yet.
TEST(FingerprintDeathTest, IsNotMadeUpWhereThereIsNoDigest) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto make = [] {
    EVP_set_default_properties(nullptr, "provider=none");
    std::_Exit(absl::IsResourceExhausted(FingerprintOf(WholeRequest()).status()) ? 0 : 1);
  };
  EXPECT_EXIT(make(), testing::ExitedWithCode(0), "");
}

TEST(FingerprintTest, LeavesOutWhetherToValidateOnly) {
  ReplyRequest request = WholeRequest();
  request.set_validate_only(true);
  EXPECT_EQ(Of(request), Of(WholeRequest()));
}

TEST(FingerprintTest, LeavesOutFieldsThatItDoesNotKnow) {
  ReplyRequest request = WholeRequest();
  constexpr int kUnknownField = 1000;
  request.GetReflection()->MutableUnknownFields(&request)->AddVarint(kUnknownField, 1);
  request.mutable_jump_link()
      ->GetReflection()
      ->MutableUnknownFields(request.mutable_jump_link())
      ->AddVarint(kUnknownField, 1);
  EXPECT_EQ(Of(request), Of(WholeRequest()));
}

}  // namespace
}  // namespace imageco::bridge
