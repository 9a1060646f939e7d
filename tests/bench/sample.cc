#include "tests/bench/sample.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/page_reply.h"

namespace imageco::bench {
namespace {

// contenders.py gives the servers the same.
constexpr char kKey[] = "TESTKEY0123456789abcdef";

std::string SignOf(const std::string& sorted_pairs) {
  static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
  const std::string text = absl::StrCat(sorted_pairs, "&key=", kKey);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, md5, nullptr) != 1) std::abort();
  return absl::AsciiStrToUpper(absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), length)));
}

absl::string_view Member(absl::string_view message, absl::string_view quoted_name) {
  const size_t name = message.find(quoted_name);
  if (name == absl::string_view::npos) return {};
  const size_t start = message.find('"', name + quoted_name.size());
  const size_t end = message.find('"', start + 1);
  if (end == absl::string_view::npos) return {};
  return message.substr(start + 1, end - start - 1);
}

constexpr char kResult[] = R"({"id":"0000","comment":"回复成功"})";

}  // namespace

complaint::v1::ReplyRequest SampleReply(const std::string& isspid) {
  complaint::v1::ReplyRequest request = PageReply("");
  request.set_isspid(isspid);
  return request;
}

std::string SampleMessage(const std::string& transaction_id) {
  const std::string sign = SignOf(absl::StrCat(
      "complaint_id=200201820200101080076610000&isspid=39493002&jump_url=https://www.xxx.com/aaaa"
      "&jump_url_text=查看订单详情&request_type=risk_complaints_resp_request"
      "&response_content=已与用户沟通解决&response_images=file752398_7983424|file752399_7983425"
      "&seller_account=66660000000000001&system_id=8888&transaction_id=",
      transaction_id));
  return absl::StrCat(
      R"({"request_type":"risk_complaints_resp_request","isspid":"39493002","transaction_id":")",
      transaction_id,
      R"(","system_id":"8888","seller_account":"66660000000000001",)"
      R"("complaint_id":"200201820200101080076610000","response_content":"已与用户沟通解决",)"
      R"("response_images":"file752398_7983424|file752399_7983425",)"
      R"("jump_url":"https://www.xxx.com/aaaa","jump_url_text":"查看订单详情","sign":")",
      sign, R"("})");
}

Echo EchoOf(absl::string_view message) {
  return {.isspid = Member(message, "\"isspid\":"),
          .transaction_id = Member(message, "\"transaction_id\":"),
          .seller_account = Member(message, "\"seller_account\":"),
          .complaint_id = Member(message, "\"complaint_id\":")};
}

std::string SampleAnswer(const Echo& echo, bool plain) {
  const std::string members =
      absl::StrCat(R"("isspid":")", echo.isspid, R"(","transaction_id":")", echo.transaction_id,
                   R"(","seller_account":")", echo.seller_account, R"(","complaint_id":")",
                   echo.complaint_id, R"(","result":)", kResult);
  if (plain) return absl::StrCat("{", members, "}");
  const std::string sign = SignOf(absl::StrCat(
      "complaint_id=", echo.complaint_id, "&isspid=", echo.isspid,
      "&response_type=risk_complaints_resp_response&result=", kResult,
      "&seller_account=", echo.seller_account, "&transaction_id=", echo.transaction_id));
  return absl::StrCat(R"({"response_type":"risk_complaints_resp_response",)", members,
                      R"(,"sign":")", sign, R"("})");
}

}  // namespace imageco::bench
