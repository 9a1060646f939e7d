#include "tests/sandbox/field_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <string_view>

#include "tests/sandbox/charset.h"

namespace imageco::sandbox {
namespace {

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
constexpr std::ptrdiff_t kImagesMax = 4;
constexpr std::string_view kScheme = "https://";

struct FieldRule {
  std::string_view name;
  std::size_t characters_max;  // Unicode code points
  bool required;
};

constexpr std::array<FieldRule, 10> kFields = {{
    {"request_type", 32, true},
    {"isspid", 8, true},
    {"transaction_id", 32, true},
    {"system_id", 4, true},
    {"seller_account", 64, true},
    {"complaint_id", 64, true},
    {"response_content", 200, true},
    {"response_images", kUnlimited, false},
    {"jump_url", 512, false},
    {"jump_url_text", 10, false},
}};

std::vector<std::string> VendorOrder(Format format) {
  std::vector<std::string> order;
  order.reserve(kFields.size() + 1);
  for (const FieldRule& rule : kFields) order.emplace_back(rule.name);
  if (format == Format::kJson) order.emplace_back("sign");
  return order;
}

void CheckValue(const FieldRule& rule, Verdict& verdict) {
  verdict.HoldTo(rule.required ? "required" : "filled", rule.name);
  const auto field = verdict.fields.find(rule.name);
  if (field == verdict.fields.end()) {
    if (rule.required) verdict.AddFormat(rule.name, "missing");
    return;
  }
  if (field->second.empty()) {
    verdict.AddFormat(rule.name, rule.required ? "empty" : "empty, must be absent instead");
  }
  if (rule.characters_max == kUnlimited) return;
  verdict.HoldTo("characters", rule.name, std::to_string(rule.characters_max));
  const std::size_t characters = CountCodePoints(field->second).value_or(0);
  if (characters > rule.characters_max) {
    verdict.AddFormat(rule.name, std::to_string(characters) + " characters, at most " +
                                     std::to_string(rule.characters_max));
  }
}

void CheckEqual(std::string_view name, std::string_view expected, Verdict& verdict) {
  verdict.HoldTo("equal", name, std::string(expected));
  const auto field = verdict.fields.find(name);
  if (field == verdict.fields.end() || field->second == expected) return;
  verdict.AddFormat(name, field->second + ", expected " + std::string(expected));
}

void CheckImages(Verdict& verdict) {
  verdict.HoldTo("images", "response_images", std::to_string(kImagesMax));
  const std::string images = FieldValue(verdict.fields, "response_images");
  if (images.empty()) return;
  const std::ptrdiff_t count = std::ranges::count(images, '|') + 1;
  if (count > kImagesMax) {
    verdict.AddFormat("response_images", std::to_string(count) + " ids, at most 4");
  }
  if (("|" + images + "|").find("||") != std::string::npos) {
    verdict.AddFormat("response_images", "an empty id");
  }
}

bool IsHttpsUrl(std::string_view url) {
  if (!url.starts_with(kScheme)) return false;
  const std::string_view rest = url.substr(kScheme.size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::string_view host = authority.substr(authority.rfind('@') + 1);  // npos + 1 is 0
  const auto is_printable = [](char c) { return static_cast<unsigned char>(c) > 0x20; };
  return !host.empty() && host[0] != ':' && std::ranges::all_of(url, is_printable);
}

void CheckLink(Verdict& verdict) {
  verdict.HoldTo("link_pair");
  const bool has_url = verdict.fields.contains("jump_url");
  const bool has_text = verdict.fields.contains("jump_url_text");
  if (has_url && !has_text) verdict.AddFormat("jump_url_text", "missing beside jump_url");
  if (!has_url && has_text) verdict.AddFormat("jump_url", "missing beside jump_url_text");
  verdict.HoldTo("https", "jump_url");
  const std::string url = FieldValue(verdict.fields, "jump_url");
  if (!url.empty() && !IsHttpsUrl(url)) {
    verdict.AddFormat("jump_url", url + ", expected https:// and a host");
  }
}

}  // namespace

void CheckNames(const std::vector<std::string>& names, Format format, Verdict& verdict) {
  verdict.HoldTo("names");
  const std::vector<std::string> order = VendorOrder(format);
  auto reached = order.begin();
  for (auto name = names.begin(); name != names.end(); ++name) {
    const auto place = std::ranges::find(order, *name);
    if (place == order.end()) {
      verdict.AddFormat(*name, "unknown");
    } else if (std::find(names.begin(), name, *name) != name) {
      verdict.AddFormat(*name, "repeated");
    } else if (place < reached) {
      verdict.AddFormat("order", *name + " stands after " + *reached);
    } else {
      reached = place;
    }
  }
}

void CheckValues(const Endpoint& endpoint, Verdict& verdict) {
  for (const FieldRule& rule : kFields) CheckValue(rule, verdict);
  CheckEqual("request_type", "risk_complaints_resp_request", verdict);
  CheckEqual("isspid", endpoint.isspid, verdict);
  CheckEqual("system_id", endpoint.system_id, verdict);
  CheckImages(verdict);
  CheckLink(verdict);
}

}  // namespace imageco::sandbox
