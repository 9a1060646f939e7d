#include "clients/complaintctl/paste/respelled_json.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/codec/node.h"
#include "clients/complaintctl/paste/escapes.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::kSignMember;
using bridge::gateway::Node;

}  // namespace

bool IsSignName(std::string_view name) {
  return absl::AsciiStrToLower(std::string(name)) == kSignMember;
}

size_t EndOfString(std::string_view text, size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

std::string WithSignMember(std::string_view json) {
  std::string renamed(json);
  const absl::StatusOr<Node> root = bridge::gateway::ReadJson(json);
  if (!root.ok()) return renamed;
  const Node* other = nullptr;
  for (const Node& member : root->children) {
    if (member.name == kSignMember) return renamed;
    const size_t name = member.member.begin + 1;
    const bool plain = json.substr(name, kSignMember.size()) == member.name;
    if (plain && IsSignName(member.name)) other = &member;
  }
  if (other == nullptr) return renamed;
  return renamed.replace(other->member.begin + 1, kSignMember.size(), kSignMember);
}

std::string Respaced(std::string_view json, std::string_view behind) {
  std::string respaced;
  for (size_t at = 0; at < json.size();) {
    const size_t end = json[at] == '"' ? EndOfString(json, at) : at + 1;
    const std::string_view token = json.substr(at, end - at);
    if (!absl::ascii_isspace(static_cast<unsigned char>(json[at]))) respaced.append(token);
    if (token == "," || token == ":") respaced.append(behind);
    at = end;
  }
  return respaced;
}

std::string WithoutNeedlessEscapes(std::string_view json) {
  std::string respelled;
  while (!json.empty()) {
    const bool escape = json.starts_with('\\') && json.size() > 1;
    const bool ascii = json.starts_with("\\u00") && (json.size() < 5 || json[4] < '8');
    if (escape && json[1] == 'u' && !ascii) {
      TakeEscape(json, respelled);
      continue;
    }
    const size_t bytes = escape ? 2 : 1;
    respelled.append(json.substr(0, bytes));
    json.remove_prefix(bytes);
  }
  return respelled;
}

}  // namespace imageco::complaintctl
