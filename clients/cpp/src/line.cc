#include "clients/cpp/src/line.h"

#include <sys/stat.h>

#include <utility>
#include <variant>

#include "clients/cpp/src/channel.h"

namespace imageco::complaint {
namespace {

// Changes where the file's content does; the same for all that are no files.
std::string LooksOf(const Pem& pem) {
  struct stat found {};
  if (!pem.is_file() || stat(pem.value().c_str(), &found) != 0) return "-";
  return std::to_string(found.st_dev) + '.' + std::to_string(found.st_ino) + '.' +
         std::to_string(found.st_size) + '.' + std::to_string(found.st_mtim.tv_sec) + '.' +
         std::to_string(found.st_mtim.tv_nsec);
}

std::string LooksOf(const Transport& transport) {
  const Tls* tls = std::get_if<Tls>(&transport);
  if (tls == nullptr) return "";
  return LooksOf(tls->ca) + ' ' + LooksOf(tls->certificate) + ' ' + LooksOf(tls->private_key);
}

}  // namespace

Line::Line(std::shared_ptr<grpc::Channel> made)
    : channel(std::move(made)),
      stub(v1::ComplaintService::NewStub(channel)),
      admin_stub(v1::ReplyAdminService::NewStub(channel)),
      identity_stub(v1::IdentityService::NewStub(channel)) {}

Result<std::unique_ptr<LineMaker>> LineMaker::Make(const std::string& target,
                                                   const Transport& transport,
                                                   const ClientOptions& options) {
  std::unique_ptr<LineMaker> maker(new LineMaker(target, transport, options));
  maker->looks_ = LooksOf(transport);
  Result<std::shared_ptr<grpc::Channel>> channel = MakeChannel(target, transport, options);
  if (!channel.ok()) return std::move(channel).error();
  maker->line_ = std::make_shared<Line>(*std::move(channel));
  return maker;
}

LineMaker::LineMaker(std::string target, Transport transport, ClientOptions options)
    : target_(std::move(target)), transport_(std::move(transport)), options_(std::move(options)) {}

std::shared_ptr<Line> LineMaker::Now() {
  const std::lock_guard lock(mutex_);
  std::string looks = LooksOf(transport_);
  if (looks == looks_) return line_;
  looks_ = std::move(looks);
  Result<std::shared_ptr<grpc::Channel>> channel = MakeChannel(target_, transport_, options_);
  if (channel.ok()) line_ = std::make_shared<Line>(*std::move(channel));
  return line_;
}

}  // namespace imageco::complaint
