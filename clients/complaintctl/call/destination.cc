#include "clients/complaintctl/call/destination.h"

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "clients/complaintctl/command/input.h"
#include "clients/complaintctl/language/language.h"
#include "clients/cpp/src/address.h"
#include "clients/cpp/src/key_pair.h"
#include "clients/cpp/src/token.h"
#include "imageco/complaint/target.h"

namespace imageco::complaintctl {
namespace {

using complaint::Pem;
using complaint::Tls;
using complaint::Token;
using complaint::Transport;

constexpr std::string_view kServerDefault = "127.0.0.1";
constexpr int kPortDefault = 50051;
constexpr std::string_view kDeadlineDefault = "30s";

// The address with the bridge's own port where it names none: gRPC would take 443. What has a
// scheme is gRPC's.
std::string WithPort(std::string server) {
  for (const std::string_view scheme :
       {"unix:", "unix-abstract:", "dns:", "ipv4:", "ipv6:", "vsock:"}) {
    if (server.starts_with(scheme)) return server;
  }
  if (server.empty() || server.find("://") != std::string::npos) return server;
  const size_t colon = server.find(':');
  const bool is_bare_ipv6 = server.front() != '[' && colon != std::string::npos &&
                            server.find(':', colon + 1) != std::string::npos;
  if (is_bare_ipv6) return absl::StrCat("[", server, "]:", kPortDefault);
  const bool has_port =
      server.front() == '[' ? server.find("]:") != std::string::npos : colon != std::string::npos;
  return has_port ? server : absl::StrCat(server, ":", kPortDefault);
}

// As every client says it.
std::string WhyNoServer(const std::string& server) {
  std::string fault = complaint::WhyNoAddress(server);
  const std::string named = absl::StrCat("the address \"", server, "\"");
  if (!fault.starts_with(named)) return fault;
  return Say("the address \"$0\"$1", server, InLanguage(fault.substr(named.size())));
}

absl::Status ReadPem(const CommandLine& line, std::string_view flag, Pem& pem) {
  if (!line.Has(flag)) return absl::OkStatus();
  absl::StatusOr<std::string> bytes = ReadFile(line.Value(flag));
  if (!bytes.ok()) return FlagError(flag, bytes.status());
  if (bytes->find("-----BEGIN ") == std::string::npos) return FlagError(flag, "holds no PEM");
  pem = Pem::Text(*std::move(bytes));
  return absl::OkStatus();
}

absl::StatusOr<Tls> ReadTls(const CommandLine& line) {
  if (line.Has("certificate-file") != line.Has("key-file")) {
    return FlagError(line.Has("key-file") ? "certificate-file" : "key-file",
                     "a certificate and its key come both or not at all");
  }
  Tls tls;
  tls.server_name = line.Value("server-name");
  absl::Status fault = ReadPem(line, "ca-file", tls.ca);
  if (fault.ok()) fault = ReadPem(line, "certificate-file", tls.certificate);
  if (fault.ok()) fault = ReadPem(line, "key-file", tls.private_key);
  if (!fault.ok()) return fault;
  const std::string no_authority = tls.ca.empty() ? "" : complaint::WhyNoAuthority(tls.ca.value());
  if (!no_authority.empty()) return FlagError("ca-file", no_authority);
  const std::string no_pair =
      tls.private_key.empty()
          ? ""
          : complaint::WhyNoPair(tls.certificate.value(), tls.private_key.value());
  if (!no_pair.empty()) return FlagError("key-file", no_pair);
  return tls;
}

absl::StatusOr<Transport> ReadTransport(const CommandLine& line, const std::string& server) {
  bool wants_tls = false;
  for (const std::string_view flag : {"ca-file", "certificate-file", "key-file", "server-name"}) {
    if (!line.Has(flag)) continue;
    if (line.Has("plaintext")) return FlagError(flag, "does not go with --plaintext");
    wants_tls = true;
  }
  const bool is_loopback = complaint::IsLoopback(server);
  if (line.Has("plaintext") || (is_loopback && !wants_tls)) return complaint::Plaintext();
  absl::StatusOr<Tls> tls = ReadTls(line);
  if (!tls.ok()) return tls.status();
  return *std::move(tls);
}

// Nothing where none was given.
absl::StatusOr<Token> ReadToken(const CommandLine& line, const Destination& destination) {
  if (!line.Has("token-file")) return Token();
  absl::StatusOr<std::string> bytes = ReadFile(line.Value("token-file"));
  if (!bytes.ok()) return FlagError("token-file", bytes.status());
  Token token = Token::Text(*std::move(bytes));
  const auto why_not = complaint::WhyNoToken(token, destination.server, destination.transport);
  if (!why_not) return token;
  const std::string_view why = why_not->message;
  return FlagError("token-file", why.substr(why.find(": ") + 2));
}

}  // namespace

std::vector<Flag> DestinationFlags() {
  return {
      {"server", "ADDR", "The bridge, HOST or HOST:PORT. Default 127.0.0.1:50051."},
      {"deadline", "DURATION", "Time for connecting and the call. Default 30s."},
      {"plaintext", "", "No TLS. The default on loopback alone."},
      {"ca-file", "FILE", "Certificate authorities in PEM. Default: the system's."},
      {"certificate-file", "FILE", "Our certificate in PEM, where the server wants one."},
      {"key-file", "FILE", "Its private key in PEM."},
      {"server-name", "NAME", "The name in the server's certificate. Default: HOST."},
      {"token-file", "FILE", "Our token, where the server knows its callers by tokens."},
  };
}

absl::StatusOr<Destination> MakeDestination(const CommandLine& line) {
  Destination destination;
  const std::string server =
      line.Has("server") ? line.Value("server") : std::string(kServerDefault);
  const std::string fault = WhyNoServer(server);
  if (!fault.empty()) return FlagError("server", fault);
  destination.server = WithPort(server);
  const std::string deadline =
      line.Has("deadline") ? line.Value("deadline") : std::string(kDeadlineDefault);
  if (!absl::ParseDuration(deadline, &destination.deadline) ||
      destination.deadline <= absl::ZeroDuration()) {
    return FlagError("deadline", "wants a duration such as 30s");
  }
  absl::StatusOr<Transport> transport = ReadTransport(line, destination.server);
  if (!transport.ok()) return transport.status();
  destination.transport = *std::move(transport);
  absl::StatusOr<Token> token = ReadToken(line, destination);
  if (!token.ok()) return token.status();
  destination.token = *std::move(token);
  return destination;
}

}  // namespace imageco::complaintctl
