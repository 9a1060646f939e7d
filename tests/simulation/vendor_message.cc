#include "tests/simulation/vendor_message.h"

#include <openssl/evp.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace imageco::simulation {
namespace {

std::optional<std::string> Between(std::string_view text, std::string_view before,
                                   std::string_view after) {
  const size_t found = text.find(before);
  if (found == std::string_view::npos) return std::nullopt;
  const size_t begin = found + before.size();
  const size_t end = text.find(after, begin);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(begin, end - begin));
}

std::optional<std::string> NodeOf(Format format, std::string_view body, const std::string& name) {
  if (format == Format::kJson) return Between(body, "\"" + name + "\":\"", "\"");
  return Between(body, "<" + name + ">", "</" + name + ">");
}

// Fetched once: a look-up for every message costs more than the digest.
const EVP_MD* Md5() {
  static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
  return md5;
}

std::string Md5Upper(const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest, &length, Md5(), nullptr);
  return absl::AsciiStrToUpper(
      absl::BytesToHexString(std::string(reinterpret_cast<const char*>(digest), length)));
}

// The members in the order of the signed text, which the order on the wire need not be.
std::string WriteJson(const VendorRequest& request, std::string_view result_id,
                      const std::string& key) {
  const std::string result =
      absl::StrCat(R"({"id":")", std::string(result_id), R"(","comment":"回复"})");
  const std::string sign =
      Md5Upper(absl::StrCat("complaint_id=", request.complaint_id, "&isspid=", request.isspid,
                            "&response_type=risk_complaints_resp_response&result=", result,
                            "&seller_account=", request.seller_account,
                            "&transaction_id=", request.transaction_id, "&key=", key));
  return absl::StrCat(R"({"response_type":"risk_complaints_resp_response","isspid":")",
                      request.isspid, R"(","transaction_id":")", request.transaction_id,
                      R"(","seller_account":")", request.seller_account, R"(","complaint_id":")",
                      request.complaint_id, R"(","result":)", result, R"(,"sign":")", sign, "\"}");
}

std::string WriteXml(const VendorRequest& request, std::string_view result_id) {
  return absl::StrCat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><business_trans>"
      "<response_type>risk_complaints_resp_response</response_type><isspid>",
      request.isspid, "</isspid><transaction_id>", request.transaction_id,
      "</transaction_id><seller_account>", request.seller_account,
      "</seller_account><complaint_id>", request.complaint_id, "</complaint_id><result><id>",
      std::string(result_id), "</id><comment>回复</comment></result></business_trans>");
}

}  // namespace

std::optional<VendorRequest> ReadRequest(Format format, std::string_view body) {
  const std::optional<std::string> isspid = NodeOf(format, body, "isspid");
  const std::optional<std::string> transaction_id = NodeOf(format, body, "transaction_id");
  const std::optional<std::string> seller_account = NodeOf(format, body, "seller_account");
  const std::optional<std::string> complaint_id = NodeOf(format, body, "complaint_id");
  const std::optional<std::string> content = NodeOf(format, body, "response_content");
  if (!isspid || !transaction_id || !seller_account || !complaint_id || !content) {
    return std::nullopt;
  }
  if (format == Format::kJson && !NodeOf(format, body, "sign")) return std::nullopt;
  return VendorRequest{*isspid, *transaction_id, *seller_account, *complaint_id, *content};
}

std::string WriteAnswer(Format format, const VendorRequest& request, std::string_view result_id) {
  return format == Format::kJson ? WriteJson(request, result_id, kKey)
                                 : WriteXml(request, result_id);
}

std::string WriteForgedAnswer(const VendorRequest& request, std::string_view result_id) {
  return WriteJson(request, result_id, "another key");
}

}  // namespace imageco::simulation
