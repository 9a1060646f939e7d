#ifndef IMAGECO_TESTS_BRIDGE_GATEWAY_HTTP_CURL_TRANSPORT_FIXTURE_H_
#define IMAGECO_TESTS_BRIDGE_GATEWAY_HTTP_CURL_TRANSPORT_FIXTURE_H_

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "bridge/base/epoll_loop.h"
#include "bridge/gateway/http/curl_pool.h"
#include "bridge/gateway/http/curl_transport.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/bridge/gateway/http/scripted_peer.h"

namespace imageco::bridge::gateway {

// A whole answer, "OK".
inline constexpr char kAnswer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";

// Transports to scripted peers, and the loop on which they run: the test's thread.
class CurlTransportFixture : public testing::Test {
 protected:
  CurlTransportFixture();

  // Starts a peer that does `script`, in plaintext or, with UseTls, as 127.0.0.1 of authority().
  void StartPeer(ScriptedPeer::Script script);
  // Starts one that answers one request with `answer` and ends the connection; later ones it keeps.
  void StartPeerThatAnswers(const std::string& answer);
  void UseTls() { uses_tls_ = true; }
  void RequireClientCertificate() { requires_client_certificate_ = true; }
  // The peer stands on ::1.
  void UseIpv6() { family_ = AF_INET6; }
  // The newest version of TLS that the peer speaks, as OpenSSL has it.
  void LimitTls(int version_max) { tls_version_max_ = version_max; }

  // Times are told by `clock` from now on, not by the loop. Before the first post.
  void UseClock(const base::Loop& clock) { clock_ = &clock; }

  // The way to the peer, which the test may change before its first post.
  config::v1::Gateway& gateway() { return gateway_; }

  // Sends `body` and waits for what comes of it.
  TransportResult Post(const std::string& body, base::SteadyTime send_by = base::SteadyTime::max());

  // Closes the transport and its connections, and lets the peer come to its end.
  void Finish();

  // How often a complete request with this body has reached the peer; after Finish.
  int Arrivals(const std::string& body) const;

  CurlTransport& transport();
  ScriptedPeer& peer() { return *peer_; }
  base::EpollLoop& loop() { return loop_; }
  CurlPool& pool() { return *pool_; }
  const TestIdentity& authority() const { return authority_; }
  const TestIdentity& identity() const { return identity_; }

 private:
  const TestIdentity authority_ = MakeAuthority();
  const TestIdentity identity_ =
      MakeIdentity(authority_, {.alternative_names = "IP:127.0.0.1, DNS:localhost"});
  bool uses_tls_ = false;
  bool requires_client_certificate_ = false;
  int tls_version_max_ = 0;
  int family_ = AF_INET;
  std::unique_ptr<ScriptedPeer> peer_;
  config::v1::Gateway gateway_;
  base::EpollLoop loop_;
  const base::Loop* clock_ = &loop_;
  std::unique_ptr<CurlPool> pool_;
  std::unique_ptr<CurlTransport> transport_;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_BRIDGE_GATEWAY_HTTP_CURL_TRANSPORT_FIXTURE_H_
