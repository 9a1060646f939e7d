#include "bridge/gateway/http/curl_settings.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/base/file.h"
#include "bridge/base/host.h"
#include "google/protobuf/duration.pb.h"

namespace imageco::bridge::gateway {
namespace {

using Faults = std::vector<std::string>;

struct CurlUrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using CurlUrl = std::unique_ptr<CURLU, CurlUrlDeleter>;

bool IsUrlCharacter(unsigned char c) {
  return absl::ascii_isalnum(c) ||
         std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(static_cast<char>(c)) !=
             std::string_view::npos;
}

// Of "HOST" or "HOST:PORT".
std::string WhyNoAuthority(std::string_view authority) {
  if (authority.find('@') != std::string_view::npos) return "holds a user or a password";
  size_t colon = authority.rfind(':');
  if (authority.ends_with(']')) colon = std::string_view::npos;
  const std::string_view host = authority.substr(0, colon);
  if (host.empty()) return "has no host";
  if (colon != std::string_view::npos && !base::IsPort(authority.substr(colon + 1), 1)) {
    // Without its end, an IPv6 address has a colon too.
    return host.starts_with('[') && !host.ends_with(']') ? "its host is no name and no address"
                                                         : "its port is no number from 1 to 65535";
  }
  return base::IsHost(host) ? "" : "its host is no name and no address";
}

// Stricter than libcurl, which takes one slash or three for two, a port 0, and a user, and drops a
// fragment.
std::string WhyNoUrl(std::string_view url, bool allow_plaintext) {
  if (url.empty()) return "is missing";
  const bool plaintext = absl::StartsWithIgnoreCase({url.data(), url.size()}, "http://");
  if (!plaintext && !absl::StartsWithIgnoreCase({url.data(), url.size()}, "https://")) {
    return "want https://";
  }
  if (!std::all_of(url.begin(), url.end(), IsUrlCharacter)) {
    return "holds what is no letter, digit or mark of a URL";
  }
  if (url.find('#') != std::string_view::npos) return "holds a fragment";
  std::string_view authority = url.substr(url.find("//") + 2);
  authority = authority.substr(0, authority.find_first_of("/?"));
  if (std::string why = WhyNoAuthority(authority); !why.empty()) return why;
  if (plaintext && !allow_plaintext) return "plaintext http:// needs gateway.allow_plaintext";
  const CurlUrl parsed(curl_url());
  const CURLUcode code = curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), 0);
  return code == CURLUE_OK ? "" : curl_url_strerror(code);
}

void CheckUrl(const config::v1::Gateway& gateway, Faults& faults) {
  const std::string why = WhyNoUrl(gateway.url(), gateway.allow_plaintext());
  if (!why.empty()) faults.push_back(absl::StrCat("gateway.url: ", why));
}

// Without them, no gateway could prove who it is.
void CheckSystemAuthorities(const config::v1::Gateway& gateway, Faults& faults) {
  if (!gateway.tls().ca_file().empty() || !absl::StartsWithIgnoreCase(gateway.url(), "https://")) {
    return;
  }
  constexpr char kSetting[] = "gateway.tls.ca_file: is not set, and of the system's authorities: ";
  const std::string path = curl_version_info(CURLVERSION_NOW)->cainfo;
  const absl::StatusOr<std::string> authorities = base::ReadFile(path);
  if (!authorities.ok()) {
    faults.push_back(absl::StrCat(kSetting, authorities.status().message()));
  } else if (!absl::StrContains(*authorities, "-----BEGIN CERTIFICATE-----")) {
    faults.push_back(absl::StrCat(kSetting, path, " holds no certificate in PEM"));
  }
}

absl::Duration Read(bool is_set, const google::protobuf::Duration& value, absl::Duration fallback) {
  return is_set ? absl::Seconds(value.seconds()) + absl::Nanoseconds(value.nanos()) : fallback;
}

void ReadTimes(const config::v1::Gateway& gateway, CurlSettings& settings) {
  settings.connect_timeout =
      Read(gateway.has_connect_timeout(), gateway.connect_timeout(), kDefaultConnectTimeout);
  settings.exchange_timeout =
      Read(gateway.has_exchange_timeout(), gateway.exchange_timeout(), kDefaultExchangeTimeout);
  settings.idle_connection_age_max = Read(gateway.has_idle_connection_age_max(),
                                          gateway.idle_connection_age_max(), absl::Seconds(15));
  settings.connection_age_max =
      Read(gateway.has_connection_age_max(), gateway.connection_age_max(), absl::Seconds(60));
}

// Of a text that outlives `easy`.
void SetBlob(CURL* easy, CURLoption option, const std::string& text) {
  curl_blob blob = {};
  blob.data = const_cast<char*>(text.data());  // which libcurl reads
  blob.len = text.size();
  blob.flags = CURL_BLOB_NOCOPY;
  SetOption(easy, option, &blob);
}

void ApplyTls(const CurlSettings& settings, CURL* easy) {
  const GatewayPem& tls = settings.tls;
  SetOption(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  SetOption(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  SetOption(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // The system's authorities come from one file: libcurl adds its default directory otherwise, and
  // it parses them once instead of for each connection.
  SetOption<const char*>(easy, CURLOPT_CAPATH, nullptr);
  SetOption(easy, CURLOPT_CA_CACHE_TIMEOUT, 600L);
  if (!tls.authorities.empty()) SetBlob(easy, CURLOPT_CAINFO_BLOB, tls.authorities);
  if (!tls.certificates.empty()) {
    SetBlob(easy, CURLOPT_SSLCERT_BLOB, tls.certificates);
    SetBlob(easy, CURLOPT_SSLKEY_BLOB, tls.private_key);
    SetOption(easy, CURLOPT_KEYPASSWD, "");  // never ask on the terminal
  }
  if (!settings.pinned_public_key.empty()) {
    SetOption(easy, CURLOPT_PINNEDPUBLICKEY, settings.pinned_public_key.c_str());
  }
}

// libcurl drops a connection whose age in whole seconds exceeds the value.
long ToCurlAge(absl::Duration age_max) {
  return static_cast<long>(absl::ToInt64Seconds(absl::Ceil(age_max, absl::Seconds(1))) - 1);
}

// What keeps an exchange to one message: nothing is followed, negotiated or taken from elsewhere.
void ApplyRestraint(bool allow_plaintext, CURL* easy) {
  SetOption(easy, CURLOPT_PROTOCOLS_STR, allow_plaintext ? "http,https" : "https");
  SetOption(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  SetOption(easy, CURLOPT_FOLLOWLOCATION, 0L);
  SetOption(easy, CURLOPT_PROXY, "");
  SetOption(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  // Bodies are read as they come, by AnswerBody and UndoCodings.
  SetOption(easy, CURLOPT_HTTP_TRANSFER_DECODING, 0L);
  SetOption(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
  SetOption(easy, CURLOPT_NOSIGNAL, 1L);
  // A name look-up that outlives its transfer is left to its thread instead of waited for.
  SetOption(easy, CURLOPT_QUICK_EXIT, 1L);
}

}  // namespace

absl::StatusOr<CurlSettings> MakeCurlSettings(const config::v1::Gateway& gateway,
                                              const std::string& content_type) {
  Faults faults;
  CurlSettings settings;
  settings.tls = ReadGatewayTls(gateway.tls(), faults);
  CheckUrl(gateway, faults);
  CheckSystemAuthorities(gateway, faults);
  ReadTimes(gateway, settings);
  if (std::any_of(content_type.begin(), content_type.end(),
                  [](unsigned char c) { return std::iscntrl(c); })) {
    faults.push_back("wire.content_type: has a control character");
  }
  if (!faults.empty()) return absl::InvalidArgumentError(absl::StrJoin(faults, "; "));

  settings.url = gateway.url();
  settings.allow_plaintext = gateway.allow_plaintext();
  settings.pinned_public_key = gateway.tls().pinned_public_key();
  settings.connections_max = gateway.connections_max() ? gateway.connections_max() : 32;
  settings.answer_bytes_max = gateway.answer_bytes_max() ? gateway.answer_bytes_max() : 65536;
  settings.headers.reset(
      curl_slist_append(nullptr, absl::StrCat("Content-Type: ", content_type).c_str()));
  // CURLOPT_USERAGENT is written letter by letter, and twice, for each message.
  curl_slist_append(settings.headers.get(), "User-Agent: imageco-complaint-bridge");
  curl_slist_append(settings.headers.get(), "Expect:");  // libcurl asks first for 1 MB and more
  return settings;
}

void Apply(const CurlSettings& settings, CURL* easy) {
  SetOption(easy, CURLOPT_URL, settings.url.c_str());
  SetOption(easy, CURLOPT_POST, 1L);
  SetOption(easy, CURLOPT_HTTPHEADER, settings.headers.get());
  SetOption(easy, CURLOPT_CONNECTTIMEOUT_MS,
            static_cast<long>(absl::ToInt64Milliseconds(settings.connect_timeout)));
  SetOption(easy, CURLOPT_MAXAGE_CONN, ToCurlAge(settings.idle_connection_age_max));
  SetOption(easy, CURLOPT_MAXLIFETIME_CONN, ToCurlAge(settings.connection_age_max));
  ApplyRestraint(settings.allow_plaintext, easy);
  ApplyTls(settings, easy);
}

}  // namespace imageco::bridge::gateway
