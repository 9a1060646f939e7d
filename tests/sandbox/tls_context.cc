#include "tests/sandbox/tls_context.h"

#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

namespace imageco::sandbox {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

void AddFault(Faults& faults, std::string_view what, const error_code& error) {
  if (error) faults.push_back("tls." + std::string(what) + ": " + error.message());
}

void DemandClientCertificate(ssl::context& context, const std::string& ca_pem, Faults& faults) {
  error_code error;
  context.add_certificate_authority(boost::asio::buffer(ca_pem), error);
  AddFault(faults, "client_ca_file", error);
  context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
}

}  // namespace

Checked<ssl::context> MakeTlsContext(const TlsConfig& config) {
  ssl::context context(ssl::context::tls_server);
  context.set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  Faults faults;
  error_code error;
  context.use_certificate_chain(boost::asio::buffer(config.certificate_pem), error);
  AddFault(faults, "certificate_file", error);
  context.use_private_key(boost::asio::buffer(config.key_pem), ssl::context::pem, error);
  AddFault(faults, "key_file", error);
  if (!config.client_ca_pem.empty()) {
    DemandClientCertificate(context, config.client_ca_pem, faults);
  }
  if (!faults.empty()) return {std::nullopt, std::move(faults)};
  return {std::move(context), {}};
}

}  // namespace imageco::sandbox
