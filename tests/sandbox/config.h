#ifndef IMAGECO_TESTS_SANDBOX_CONFIG_H_
#define IMAGECO_TESTS_SANDBOX_CONFIG_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/checked.h"
#include "tests/sandbox/endpoint.h"

namespace imageco::sandbox {

struct TlsConfig {
  std::string certificate_pem;  // a chain may follow the certificate
  std::string key_pem;
  std::string client_ca_pem;  // set: clients must show a certificate that it signed
};

// A complaint that the gateway knows, the account that it was made against, and what the consumer
// wrote, for the page alone.
struct KnownComplaint {
  std::string complaint_id;
  std::string seller_account;
  std::string text{};
};

struct Config {
  // Where it listens: an IP address. The admin endpoint asks nobody who they are.
  std::string address = "127.0.0.1";

  // 0: any free one. HTTPS is served if `tls` is set.
  std::uint16_t http_port = 0;
  std::uint16_t https_port = 0;
  std::uint16_t admin_port = 0;
  std::optional<TlsConfig> tls;

  std::vector<Endpoint> endpoints;
  std::vector<KnownComplaint> complaints;
  bool accept_any_complaint = false;

  // A kept-alive connection that stays idle for so long is closed; 0: never.
  std::chrono::milliseconds idle_close{0};

  // How many messages are remembered, the last ones; unset: all. Counts are always complete.
  std::optional<std::size_t> keep_messages;
};

// Everything that keeps `config` from being served.
Faults ConfigFaults(const Config& config);

// Reads the configuration file's text (README.md, "Configuration") and the files that it names.
Checked<Config> ParseConfig(std::string_view json);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_CONFIG_H_
