#include "bridge/gateway/http/curl_transport.h"

#include <utility>

namespace imageco::bridge::gateway {

// An exchange of the transport, for as long as one message is under way.
class CurlTransport::Lease {
 public:
  explicit Lease(CurlTransport& transport) : transport_(transport) {
    ++transport.running_;
    if (transport.idle_.empty()) {
      exchange_ = std::make_unique<CurlExchange>(transport.settings_, transport.pool_.Take(),
                                                 transport.clock_);
    } else {
      exchange_ = std::move(transport.idle_.back());
      transport.idle_.pop_back();
    }
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() { --transport_.running_; }

  CurlExchange& exchange() { return *exchange_; }

  // Whether the message's connection may stay open: connections_max other ones may do so already.
  bool keeps_connection() const {
    return transport_.running_ <= transport_.settings_.connections_max;
  }

  // Lets the next message use the exchange, which ended well. Others are not worth the doubt.
  void GiveBack() {
    if (transport_.idle_.size() >= transport_.settings_.connections_max) return;
    transport_.idle_.push_back(std::move(exchange_));
  }

 private:
  CurlTransport& transport_;
  std::unique_ptr<CurlExchange> exchange_;
};

absl::StatusOr<std::unique_ptr<CurlTransport>> CurlTransport::Make(
    const config::v1::Gateway& gateway, const std::string& content_type, CurlPool& pool,
    const base::Loop& clock) {
  absl::StatusOr<CurlSettings> settings = MakeCurlSettings(gateway, content_type);
  if (!settings.ok()) return settings.status();
  return std::unique_ptr<CurlTransport>(new CurlTransport(*std::move(settings), pool, clock));
}

CurlTransport::CurlTransport(CurlSettings settings, CurlPool& pool, const base::Loop& clock)
    : settings_(std::move(settings)), pool_(pool), clock_(clock) {}

CurlTransport::~CurlTransport() {
  closed_ = true;
  pool_.EndTransfers(this);
}

base::Task<TransportResult> CurlTransport::Post(Outgoing message) {
  if (closed_) {
    TransportResult closed;
    closed.error = "the transport was closed";
    co_return closed;
  }
  Lease lease(*this);
  CurlExchange& exchange = lease.exchange();
  exchange.Prepare(message, lease.keeps_connection(), generation_);
  CURLcode code = CURLE_OK;
  do {
    CurlTransfer transfer(exchange.multi(), exchange.easy(), this, exchange.TimeLeft());
    code = co_await transfer;
  } while (!closed_ && exchange.PrepareAnother(code));
  TransportResult result = exchange.TakeResult(code);
  if (result.sent == Sent::kAnswered) lease.GiveBack();
  co_return result;
}

}  // namespace imageco::bridge::gateway
