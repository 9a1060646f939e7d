#include "clients/complaintctl/call/connection.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "clients/complaintctl/command/input.h"

namespace imageco::complaintctl {
namespace {

constexpr std::string_view kServerDefault = "127.0.0.1:50051";
constexpr std::string_view kDeadlineDefault = "30s";

// The host of "HOST:PORT", "[HOST]:PORT" or "HOST".
std::string Host(const std::string& address) {
  if (address.starts_with('[')) return address.substr(1, address.find(']') - 1);
  if (std::count(address.begin(), address.end(), ':') > 1) return address;
  return address.substr(0, address.find(':'));
}

absl::Status ReadPem(const CommandLine& line, std::string_view flag, std::string& pem) {
  if (!line.Has(flag)) return absl::OkStatus();
  absl::StatusOr<std::string> bytes = ReadFile(line.Value(flag));
  if (!bytes.ok()) return FlagError(flag, bytes.status());
  if (bytes->find("-----BEGIN ") == std::string::npos) return FlagError(flag, "holds no PEM");
  pem = *std::move(bytes);
  return absl::OkStatus();
}

absl::StatusOr<ClientTls> ReadTls(const CommandLine& line) {
  if (line.Has("certificate-file") != line.Has("key-file")) {
    return FlagError(line.Has("key-file") ? "certificate-file" : "key-file",
                     "a certificate and its key come both or not at all");
  }
  ClientTls tls;
  tls.server_name = line.Value("server-name");
  absl::Status fault = ReadPem(line, "ca-file", tls.ca);
  if (fault.ok()) fault = ReadPem(line, "certificate-file", tls.certificate);
  if (fault.ok()) fault = ReadPem(line, "key-file", tls.private_key);
  if (!fault.ok()) return fault;
  return tls;
}

}  // namespace

bool IsLoopback(std::string target) {
  if (target.starts_with("unix:")) return true;
  for (const std::string_view scheme : {"ipv4:", "ipv6:", "dns:///", "dns:"}) {
    if (target.starts_with(scheme)) {
      target.erase(0, scheme.size());
      break;
    }
  }
  const std::string host = Host(target);
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET, host.c_str(), bytes.data()) == 1) return bytes[0] == 127;
  if (inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1) {
    return std::count(bytes.begin(), bytes.end() - 1, 0) == 15 && bytes.back() == 1;
  }
  return host == "localhost";
}

std::vector<Flag> ConnectionFlags() {
  return {
      {"server", "ADDR", "The bridge, HOST:PORT. Default 127.0.0.1:50051."},
      {"deadline", "DURATION", "Time for connecting and the call. Default 30s."},
      {"plaintext", "", "No TLS. The default on loopback alone."},
      {"ca-file", "FILE", "Certificate authorities in PEM. Default: the system's."},
      {"certificate-file", "FILE", "Our certificate in PEM, where the server wants one."},
      {"key-file", "FILE", "Its private key in PEM."},
      {"server-name", "NAME", "The name in the server's certificate. Default: HOST."},
  };
}

absl::StatusOr<Connection> MakeConnection(const CommandLine& line) {
  Connection connection;
  connection.server = line.Has("server") ? line.Value("server") : std::string(kServerDefault);
  if (connection.server.empty()) return FlagError("server", "is empty");
  connection.loopback = IsLoopback(connection.server);
  const std::string deadline =
      line.Has("deadline") ? line.Value("deadline") : std::string(kDeadlineDefault);
  if (!absl::ParseDuration(deadline, &connection.deadline) ||
      connection.deadline <= absl::ZeroDuration()) {
    return FlagError("deadline", "wants a duration such as 30s");
  }
  bool wants_tls = false;
  for (const std::string_view flag : {"ca-file", "certificate-file", "key-file", "server-name"}) {
    if (!line.Has(flag)) continue;
    if (line.Has("plaintext")) return FlagError(flag, "does not go with --plaintext");
    wants_tls = true;
  }
  if (line.Has("plaintext") || (connection.loopback && !wants_tls)) return connection;
  absl::StatusOr<ClientTls> tls = ReadTls(line);
  if (!tls.ok()) return tls.status();
  connection.tls = *std::move(tls);
  return connection;
}

}  // namespace imageco::complaintctl
