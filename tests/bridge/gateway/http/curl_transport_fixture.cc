#include "tests/bridge/gateway/http/curl_transport_fixture.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace imageco::bridge::gateway {

CurlTransportFixture::CurlTransportFixture() : pool_(*CurlPool::Make(loop_)) {}

void CurlTransportFixture::StartPeer(ScriptedPeer::Script script) {
  if (uses_tls_) {
    const PeerTls tls = {&identity_, requires_client_certificate_ ? &authority_ : nullptr,
                         tls_version_max_};
    peer_ = std::make_unique<ScriptedPeer>(tls, std::move(script), family_);
    gateway_.mutable_tls()->set_ca_file(
        WriteTestFile("authority.pem", authority_.CertificatePem()));
  } else {
    peer_ = std::make_unique<ScriptedPeer>(PeerTls{}, std::move(script), family_);
    gateway_.set_allow_plaintext(true);
  }
  gateway_.set_url(
      absl::StrCat(uses_tls_ ? "https" : "http", "://127.0.0.1:", peer_->port(), "/reply"));
}

void CurlTransportFixture::StartPeerThatAnswers(const std::string& answer) {
  StartPeer([answer](ScriptedPeer& peer) {
    PeerConnection connection = peer.Accept();
    connection.ReadRequest();
    connection.Write(answer);
    connection.Close();
    peer.AnswerTheRest(kAnswer);
  });
}

CurlTransport& CurlTransportFixture::transport() {
  if (transport_ == nullptr) {
    auto made = CurlTransport::Make(gateway_, "application/json; charset=UTF-8", *pool_, *clock_);
    EXPECT_TRUE(made.ok()) << made.status();
    transport_ = *std::move(made);
  }
  return *transport_;
}

TransportResult CurlTransportFixture::Post(const std::string& body, base::SteadyTime send_by) {
  std::optional<TransportResult> result;
  base::Spawn(transport().Post({body, send_by}), [this, &result](TransportResult posted) {
    result = std::move(posted);
    loop_.Stop();
  });
  loop_.Run();
  return *std::move(result);
}

void CurlTransportFixture::Finish() {
  transport_.reset();
  pool_ = *CurlPool::Make(loop_);  // takes the old one's connections with it
  peer_->Finish();
}

int CurlTransportFixture::Arrivals(const std::string& body) const {
  const auto& requests = peer_->requests();
  return static_cast<int>(
      std::count_if(requests.begin(), requests.end(), [&body](const std::string& request) {
        return absl::EndsWith(request, absl::StrCat("\r\n\r\n", body));
      }));
}

}  // namespace imageco::bridge::gateway
