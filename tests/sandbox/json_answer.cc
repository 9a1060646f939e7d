#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "tests/sandbox/answer.h"
#include "tests/sandbox/charset.h"
#include "tests/sandbox/signature.h"

namespace imageco::sandbox {
namespace {

// Unknown members for every place of an answer: all types, names that mean something elsewhere but
// none that stands on the top level when nested objects are flattened into it.
struct ExtraMembers {
  std::string_view first;
  std::string_view middle;
  std::string_view in_result;
  std::string_view after_sign;
};

constexpr ExtraMembers kNoExtras = {};
constexpr ExtraMembers kExtras = {
    R"("version":2,"empty":"",)",
    R"(,"retry":1.50,"flags":[1,"a",[true,null],{"id":"9999"}],"big":12345678901234567890)"
    R"(,"note":null,"final":false,"audit":{"inner":{"id":"9999","result":{"id":"9999"}}})",
    R"(,"trace":{"node":7,"id":"9999"},"提示":"新增\n\"节点\"")",
    R"(,"tail":{"sign_version":-1.0E+2})"};

std::string Quote(std::string_view utf8, Charset charset) {
  const bool ascii_only = !EncodeText(utf8, charset);
  return nlohmann::json(utf8).dump(-1, ' ', ascii_only, nlohmann::json::error_handler_t::replace);
}

// The members up to the sign.
std::string Head(const AnswerFields& fields, Charset charset, const ExtraMembers& extras) {
  std::string head(extras.first);
  const auto add = [&](std::string_view name, std::string_view value) {
    head.append(R"(")").append(name).append(R"(":)").append(Quote(value, charset)).append(",");
  };
  add("response_type", fields.response_type);
  add("isspid", fields.isspid);
  add("transaction_id", fields.transaction_id);
  add("seller_account", fields.seller_account);
  add("complaint_id", fields.complaint_id);
  head.append(R"("result":{"id":)").append(Quote(fields.result_id, charset));
  head.append(R"(,"comment":)").append(Quote(fields.comment, charset));
  return head.append(extras.in_result).append("}").append(extras.middle);
}

std::string SignMember(const Endpoint& endpoint, const std::string& unsigned_json,
                       SignFault fault) {
  if (fault == SignFault::kMissing) return "";
  std::string sign =
      Sign(endpoint.sign, endpoint.key, unsigned_json).value_or(std::string(32, '0'));
  if (fault == SignFault::kWrong) sign[0] = sign[0] == '0' ? '1' : '0';
  return R"(,"sign":")" + sign + R"(")";
}

}  // namespace

std::string EncodeJsonAnswer(const Endpoint& endpoint, const AnswerFields& fields,
                             const AnswerOptions& options) {
  const ExtraMembers& extras = options.extra_nodes ? kExtras : kNoExtras;
  const std::string head = "{" + Head(fields, endpoint.charset, extras);
  const std::string tail = std::string(extras.after_sign) + "}";
  const std::string json = head + SignMember(endpoint, head + tail, options.sign) + tail;
  return EncodeText(json, endpoint.charset).value_or(json);
}

}  // namespace imageco::sandbox
