#include "tests/sandbox/verification.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/sandbox/field_rules.h"
#include "tests/sandbox/form.h"
#include "tests/sandbox/json_text.h"
#include "tests/sandbox/signature.h"
#include "tests/sandbox/xml_text.h"

namespace imageco::sandbox {
namespace {

std::string Join(const std::vector<std::string_view>& values) {
  std::string joined;
  for (const std::string_view value : values) {
    if (!joined.empty()) joined += " and ";
    joined += value;
  }
  return joined;
}

void CheckHttp(const Endpoint& endpoint, const HttpRequest& request, Verdict& verdict) {
  verdict.HoldTo("method", "", "POST");
  if (request.method != "POST") verdict.AddFormat("method", request.method + ", expected POST");
  const std::string types = Join(HeaderValues(request.headers, "Content-Type"));
  const std::string expected = endpoint.ExpectedContentType();
  verdict.HoldTo("content_type", "", expected);
  if (types.empty()) {
    verdict.AddFormat("content_type", "missing, expected " + expected);
  } else if (types != expected) {
    verdict.AddFormat("content_type", types + ", expected " + expected);
  }
  verdict.HoldTo("content_length");
  if (HeaderValues(request.headers, "Content-Length").empty()) {
    verdict.AddFormat("content_length", "missing");
  }
  verdict.HoldTo("expect");
  const std::string expect = Join(HeaderValues(request.headers, "Expect"));
  if (!expect.empty()) verdict.AddFormat("expect", expect + ", must not be sent");
}

// The values of a form that must have just these fields in this order; nullopt, with the
// violation added, if it has not.
std::optional<std::vector<std::string>> OpenForm(const std::string& body,
                                                 const std::vector<std::string>& names,
                                                 Verdict& verdict) {
  verdict.HoldTo("form", "", Join({names.begin(), names.end()}));
  const Checked<std::vector<FormField>> form = DecodeForm(body);
  if (!form.value) {
    verdict.AddFormat("form", form.faults[0]);
    return std::nullopt;
  }
  std::vector<std::string> found;
  std::vector<std::string> values;
  for (const FormField& field : *form.value) {
    found.push_back(field.name);
    values.push_back(field.value);
  }
  if (found == names) return values;
  verdict.AddFormat("form", "its fields are not those expected");
  return std::nullopt;
}

void CheckSign(const Endpoint& endpoint, std::string_view json, Verdict& verdict) {
  verdict.HoldTo("sign");
  const auto sign = verdict.fields.find("sign");
  if (sign == verdict.fields.end()) {
    verdict.AddSign("sign", "missing");
    return;
  }
  const std::optional<std::string> expected = Sign(endpoint.sign, endpoint.key, json);
  if (!expected) {
    verdict.AddSign("sign", "the signed text has characters outside GBK");
  } else if (sign->second != *expected) {
    verdict.AddSign("sign", sign->second + ", expected " + *expected);
  }
}

void CheckJson(const Endpoint& endpoint, std::string_view json, Verdict& verdict) {
  verdict.HoldTo("json");
  Checked<std::vector<JsonMember>> members = ScanJsonObject(json);
  if (!members.value) {
    verdict.AddFormat("json", members.faults[0]);
    return;
  }
  verdict.HoldTo("strings");
  std::vector<std::string> names;
  for (JsonMember& member : *members.value) {
    names.push_back(member.name);
    if (member.value.kind != JsonKind::kString) {
      verdict.AddFormat(
          member.name, "of type " + std::string(ToString(member.value.kind)) + ", expected string");
    }
    verdict.fields.try_emplace(member.name, std::move(member.value.text));
  }
  CheckNames(names, Format::kJson, verdict);
  CheckValues(endpoint, verdict);
  CheckSign(endpoint, json, verdict);
}

void CheckXml(const Endpoint& endpoint, std::string_view xml, Verdict& verdict) {
  verdict.HoldTo("xml");
  Checked<XmlMessage> message = ScanXmlMessage(xml);
  if (!message.value) {
    verdict.AddFormat("xml", message.faults[0]);
    return;
  }
  verdict.HoldTo("root", "", "business_trans");
  if (message.value->root != "business_trans") {
    verdict.AddFormat("root", message.value->root + ", expected business_trans");
  }
  verdict.HoldTo("cdata", "jump_url");
  std::vector<std::string> names;
  for (XmlNode& node : message.value->nodes) {
    names.push_back(node.name);
    if (node.name == "jump_url" && !node.cdata_only) {
      verdict.AddFormat("jump_url", "not in CDATA");
    }
    verdict.fields.try_emplace(node.name, std::move(node.text));
  }
  CheckNames(names, Format::kXml, verdict);
  CheckValues(endpoint, verdict);
}

void CheckMac(const Endpoint& endpoint, std::string_view xml_bytes, const std::string& mac,
              Verdict& verdict) {
  verdict.HoldTo("mac");
  const std::string expected = Mac(endpoint.key, xml_bytes);
  if (mac != expected) verdict.AddSign("mac", mac + ", expected " + expected);
}

// The message itself, out of its form if it stands in one.
std::optional<std::string> OpenBody(const Endpoint& endpoint, const std::string& body,
                                    Verdict& verdict) {
  if (!endpoint.HasForm()) return body;
  const bool has_mac = endpoint.mac_form != MacForm::kNone;
  const std::vector<std::string> names =
      has_mac ? std::vector<std::string>{"xml", "mac"} : std::vector{endpoint.form_field};
  const std::optional<std::vector<std::string>> values = OpenForm(body, names, verdict);
  if (!values) return std::nullopt;
  if (has_mac) CheckMac(endpoint, values->front(), values->back(), verdict);
  return values->front();
}

}  // namespace

Verdict Verify(const Endpoint& endpoint, const HttpRequest& request) {
  Verdict verdict;
  CheckHttp(endpoint, request, verdict);
  const std::optional<std::string> message = OpenBody(endpoint, request.body, verdict);
  if (!message) return verdict;
  const std::string charset = endpoint.BodyCharset() == Charset::kGbk ? "GBK" : "UTF-8";
  verdict.HoldTo("charset", "", charset);
  const std::optional<std::string> text = DecodeText(*message, endpoint.BodyCharset());
  if (!text) {
    verdict.AddFormat("charset", "not valid " + charset);
  } else if (endpoint.format == Format::kJson) {
    CheckJson(endpoint, *text, verdict);
  } else {
    CheckXml(endpoint, *text, verdict);
  }
  return verdict;
}

}  // namespace imageco::sandbox
