#include <string>
#include <string_view>

#include "tests/sandbox/answer.h"
#include "tests/sandbox/charset.h"
#include "tests/sandbox/form.h"
#include "tests/sandbox/signature.h"

namespace imageco::sandbox {
namespace {

constexpr std::string_view kAnswerDeclaration = R"(<?xml version="1.0" encoding="GBK"?>)";

// Unknown nodes, with names that mean something elsewhere.
constexpr std::string_view kExtraFirst = "<version>2</version>\n<empty/>\n";
constexpr std::string_view kExtraInResult =
    "<trace level=\"1\"><node>7</node><id>9999</id></trace>\n";
constexpr std::string_view kExtraLast =
    "<!-- 新增 --><audit><inner><result><id>9999</id></result></inner></audit>\n"
    "<note><![CDATA[<id>9999</id>]]> &amp; &#128512;</note>\n";

std::string Escaped(std::string_view text) {
  const bool fits = EncodeText(text, Charset::kGbk).has_value();
  std::string escaped;
  for (const char32_t c : ToCodePoints(text).value_or(U"")) {
    const bool is_special = c == '&' || c == '<' || c == '>' || c == '\r';
    const bool must_escape = is_special || (c >= 0x80 && !fits);
    escaped += must_escape ? "&#" + std::to_string(c) + ";" : ToUtf8(c);
  }
  return escaped;
}

std::string Node(std::string_view name, std::string_view value) {
  std::string node;
  node.append("<").append(name).append(">").append(Escaped(value));
  return node.append("</").append(name).append(">\n");
}

std::string Document(const AnswerFields& fields, bool extra_nodes) {
  const auto extra = [&](std::string_view nodes) { return extra_nodes ? nodes : ""; };
  std::string xml(kAnswerDeclaration);
  xml.append("\n<business_trans>\n").append(extra(kExtraFirst));
  xml += Node("response_type", fields.response_type);
  xml += Node("isspid", fields.isspid);
  xml += Node("transaction_id", fields.transaction_id);
  xml += Node("seller_account", fields.seller_account);
  xml += Node("complaint_id", fields.complaint_id);
  xml.append("<result>\n").append(Node("id", fields.result_id));
  xml.append(Node("comment", fields.comment)).append(extra(kExtraInResult));
  return xml.append("</result>\n").append(extra(kExtraLast)).append("</business_trans>\n");
}

std::string InMacForm(const Endpoint& endpoint, const std::string& xml_bytes, SignFault fault) {
  std::string form = "xml=" + PercentEncode(xml_bytes);
  if (fault == SignFault::kMissing) return form;
  std::string mac = Mac(endpoint.key, xml_bytes);
  if (fault == SignFault::kWrong) mac[0] = mac[0] == '0' ? '1' : '0';
  return form + "&mac=" + mac;
}

}  // namespace

std::string EncodeXmlAnswer(const Endpoint& endpoint, const AnswerFields& fields,
                            const AnswerOptions& options) {
  const std::string xml = Document(fields, options.extra_nodes);
  std::string xml_bytes = EncodeText(xml, Charset::kGbk).value_or(xml);
  if (endpoint.mac_form != MacForm::kFormAnswer) return xml_bytes;
  return InMacForm(endpoint, xml_bytes, options.sign);
}

}  // namespace imageco::sandbox
