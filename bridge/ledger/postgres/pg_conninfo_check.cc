#include "bridge/ledger/postgres/pg_conninfo_check.h"

#include <arpa/inet.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "bridge/base/file.h"
#include "bridge/base/host.h"

namespace imageco::bridge::ledger {
namespace {

// Those that are set, by keyword.
using Values = std::map<std::string, std::string>;

Values ToValues(const PQconninfoOption* option) {
  Values values;
  for (; option->keyword != nullptr; ++option) {
    if (option->val != nullptr && *option->val != '\0') values[option->keyword] = option->val;
  }
  return values;
}

std::string ValueOf(const Values& values, const std::string& keyword) {
  const auto found = values.find(keyword);
  return found == values.end() ? "" : found->second;
}

struct Choice {
  const char* keyword;
  std::vector<std::string> values;
};

// The ledger writes: a session that may not is none of them.
const std::vector<Choice>& Choices() {
  static const std::vector<std::string>& versions =
      *new std::vector<std::string>{"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
  static const std::vector<Choice>& choices = *new std::vector<Choice>{
      {"sslmode", {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}},
      {"channel_binding", {"disable", "prefer", "require"}},
      {"gssencmode", {"disable", "prefer", "require"}},
      {"target_session_attrs", {"any", "read-write", "primary"}},
      {"ssl_min_protocol_version", versions},
      {"ssl_max_protocol_version", versions}};
  return choices;
}

std::string WhyNoChoice(const Values& values) {
  for (const Choice& choice : Choices()) {
    const std::string value = ValueOf(values, choice.keyword);
    const auto& known = choice.values;
    if (value.empty() || std::find(known.begin(), known.end(), value) != known.end()) continue;
    return absl::StrCat("its ", choice.keyword, " is none of ", absl::StrJoin(known, ", "));
  }
  std::string oldest = ValueOf(values, "ssl_min_protocol_version");
  if (oldest.empty()) oldest = "TLSv1.2";  // libpq's default
  const std::string newest = ValueOf(values, "ssl_max_protocol_version");
  if (newest.empty() || oldest <= newest) return "";
  return "its ssl_min_protocol_version is above its ssl_max_protocol_version";
}

std::string WhyNoNumber(const Values& values) {
  for (const char* keyword : {"connect_timeout", "keepalives", "keepalives_idle",
                              "keepalives_interval", "keepalives_count", "tcp_user_timeout"}) {
    const std::string value = ValueOf(values, keyword);
    int number = 0;
    if (value.empty() || absl::SimpleAtoi(value, &number)) continue;
    return absl::StrCat("its ", keyword, " is no number");
  }
  return "";
}

std::vector<std::string> Split(const std::string& list) {
  if (list.empty()) return {};
  return absl::StrSplit(list, ',');
}

bool IsAddress(const std::string& text) {
  in6_addr address;
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

// Hosts, their addresses and ports are lists of one length; one port serves all.
std::string WhyNoPlace(const Values& values) {
  const std::vector<std::string> hosts = Split(ValueOf(values, "host"));
  const std::vector<std::string> addresses = Split(ValueOf(values, "hostaddr"));
  const std::vector<std::string> ports = Split(ValueOf(values, "port"));
  if (!hosts.empty() && !addresses.empty() && hosts.size() != addresses.size()) {
    return "its hosts and its hostaddrs are not as many";
  }
  const size_t places = std::max({hosts.size(), addresses.size(), size_t{1}});
  if (ports.size() > 1 && ports.size() != places) return "its hosts and its ports are not as many";
  for (const std::string& port : ports) {
    if (!port.empty() && !base::IsPort(port, 1)) return "its port is no number from 1 to 65535";
  }
  for (const std::string& address : addresses) {
    if (!address.empty() && !IsAddress(address)) return "its hostaddr is no address";
  }
  return "";
}

// libpq wants a key to be its owner's alone, or root's and a group's.
std::string WhyNoKey(const std::string& file, const std::string& text) {
  struct stat about = {};
  if (stat(file.c_str(), &about) != 0) return "";
  const mode_t open_to_others = about.st_uid == 0 ? S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO;
  if ((about.st_mode & open_to_others) != 0) {
    return absl::StrCat(file, " is open to others; libpq wants mode 0600");
  }
  return absl::StrContains(text, "ENCRYPTED") ? absl::StrCat(file, " needs a password") : "";
}

std::string WhyNoFile(const Values& values) {
  for (const char* keyword : {"sslrootcert", "sslcert", "sslkey", "sslcrl"}) {
    const std::string file = ValueOf(values, keyword);
    // Of a device for keys.
    if (file.empty() || absl::StrContains(file, ":")) continue;
    const absl::StatusOr<std::string> text = base::ReadFile(file);
    std::string why(text.status().message());
    if (text.ok() && keyword == std::string_view("sslkey")) why = WhyNoKey(file, *text);
    if (!why.empty()) return absl::StrCat("its ", keyword, ": ", why);
  }
  return "";
}

// The authorities that a server is verified by are in one place, where nobody says otherwise.
std::string WhyNotVerified(const Values& values) {
  const bool verifies = absl::StartsWith(ValueOf(values, "sslmode"), "verify-");
  const bool named =
      !ValueOf(values, "sslrootcert").empty() || std::getenv("PGSSLROOTCERT") != nullptr;
  const char* const home = std::getenv("HOME");
  if (!verifies || named || home == nullptr) return "";
  const std::string file = absl::StrCat(home, "/.postgresql/root.crt");
  if (base::ReadFile(file).ok()) return "";
  return absl::StrCat("its sslmode wants an sslrootcert, or ", file);
}

}  // namespace

std::string WhyNoConnection(const PQconninfoOption* options) {
  const Values values = ToValues(options);
  for (const auto check : {WhyNoChoice, WhyNoNumber, WhyNoPlace, WhyNoFile, WhyNotVerified}) {
    if (std::string why = check(values); !why.empty()) return why;
  }
  return "";
}

}  // namespace imageco::bridge::ledger
