#include "tests/sandbox/sandbox.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "tests/sandbox/admin_connection.h"
#include "tests/sandbox/gateway.h"
#include "tests/sandbox/gateway_connection.h"
#include "tests/sandbox/listener.h"
#include "tests/sandbox/tls_context.h"

namespace imageco::sandbox {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;

}  // namespace

class Sandbox::Impl {
 public:
  explicit Impl(const Config& config)
      : config_(config),
        journal_(config),
        gateway_(config, faults_, journal_),
        idle_close_(config.idle_close),
        hang_(io_, asio::steady_timer::time_point::max()) {}

  ~Impl() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // Opens all ports and starts the thread. Empty if it worked.
  Faults Open(Sandbox& sandbox);

  void SetIdleClose(milliseconds idle_close) { idle_close_ = idle_close; }

  void Reset() {
    faults_.Clear();
    journal_.Clear();
    idle_close_ = config_.idle_close;
    asio::post(io_, [this] { hang_.cancel(); });
  }

  FaultBook& faults() { return faults_; }
  const Journal& journal() const { return journal_; }
  const Gateway& gateway() const { return gateway_; }
  const Listener& http() const { return http_; }
  const Listener& https() const { return https_; }
  const Listener& admin() const { return admin_; }

 private:
  Faults OpenTls();
  Awaitable<void> Serve(std::unique_ptr<Stream> stream);

  asio::io_context io_{1};  // first, so that it ends last: with it go the coroutines
  const Config config_;
  FaultBook faults_;
  Journal journal_;
  Gateway gateway_;
  std::atomic<milliseconds> idle_close_;
  asio::steady_timer hang_;
  std::uint64_t last_connection_ = 0;  // only on the thread
  std::optional<asio::ssl::context> tls_;
  Listener http_{io_, config_.address};
  Listener https_{io_, config_.address};
  Listener admin_{io_, config_.address};
  std::thread thread_;
};

Awaitable<void> Sandbox::Impl::Serve(std::unique_ptr<Stream> stream) {
  journal_.RecordConnection();
  const Wire wire{gateway_, faults_, journal_, idle_close_, hang_};
  GatewayConnection connection(std::move(stream), wire, ++last_connection_);
  co_await connection.Run();
}

Faults Sandbox::Impl::OpenTls() {
  if (!config_.tls) return {};
  Checked<asio::ssl::context> context = MakeTlsContext(*config_.tls);
  if (!context.value) return context.faults;
  tls_ = std::move(context.value);
  return https_.Open(config_.https_port, [this](tcp::socket socket) {
    return Serve(MakeTlsStream(std::move(socket), *tls_));
  });
}

Faults Sandbox::Impl::Open(Sandbox& sandbox) {
  Faults faults = http_.Open(config_.http_port, [this](tcp::socket socket) {
    return Serve(MakePlainStream(std::move(socket)));
  });
  const Faults of_tls = OpenTls();
  const Faults of_admin = admin_.Open(config_.admin_port, [&sandbox](tcp::socket socket) {
    return ServeAdmin(sandbox, std::move(socket));
  });
  faults.insert(faults.end(), of_tls.begin(), of_tls.end());
  faults.insert(faults.end(), of_admin.begin(), of_admin.end());
  if (faults.empty()) thread_ = std::thread([this] { io_.run(); });
  return faults;
}

Sandbox::Sandbox(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Sandbox::~Sandbox() = default;

Checked<std::unique_ptr<Sandbox>> Sandbox::Start(const Config& config) {
  Faults faults = ConfigFaults(config);
  if (!faults.empty()) return {std::nullopt, std::move(faults)};
  std::unique_ptr<Sandbox> sandbox(new Sandbox(std::make_unique<Impl>(config)));
  faults = sandbox->impl_->Open(*sandbox);
  if (!faults.empty()) return {std::nullopt, std::move(faults)};
  return {std::move(sandbox), {}};
}

std::uint16_t Sandbox::http_port() const { return impl_->http().port(); }
std::uint16_t Sandbox::https_port() const { return impl_->https().port(); }
std::uint16_t Sandbox::admin_port() const { return impl_->admin().port(); }

int Sandbox::AddFault(const FaultPlan& plan) {
  const Faults faults = FaultPlanFaults(plan);
  for (const std::string& fault : faults) std::fprintf(stderr, "%s\n", fault.c_str());
  if (!faults.empty()) std::abort();
  return impl_->faults().Add(plan);
}

int Sandbox::fired(int id) const { return impl_->faults().Fired(id); }
std::vector<FaultStatus> Sandbox::faults() const { return impl_->faults().List(); }
bool Sandbox::RemoveFault(int id) { return impl_->faults().Remove(id); }
void Sandbox::ClearFaults() { impl_->faults().Clear(); }

std::vector<Message> Sandbox::messages() const { return impl_->journal().messages(); }

std::vector<Message> Sandbox::applied(std::string_view transaction_id) const {
  return impl_->journal().Applied(transaction_id);
}

std::optional<Complaint> Sandbox::complaint(std::string_view complaint_id) const {
  return impl_->journal().complaint(complaint_id);
}

std::vector<Complaint> Sandbox::complaints() const { return impl_->journal().complaints(); }
Counts Sandbox::counts() const { return impl_->journal().counts(); }

Snapshot Sandbox::Look(std::uint64_t after, std::size_t most) const {
  return impl_->journal().Look(after, most);
}

Verdict Sandbox::Judge(const Message& message) const {
  return impl_->gateway().Judge({message.method, message.path, message.headers, message.body});
}

bool Sandbox::WaitFor(const std::function<bool(const Counts&)>& done, milliseconds timeout) const {
  return impl_->journal().WaitFor(done, timeout);
}

void Sandbox::SetIdleClose(milliseconds idle_close) { impl_->SetIdleClose(idle_close); }
void Sandbox::Reset() { impl_->Reset(); }

}  // namespace imageco::sandbox
