#include "server/capture/exchange_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bridge/base/log.h"
#include "bridge/base/owned_fd.h"
#include "bridge/base/thread.h"
#include "bridge/gateway/message/redaction.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "server/capture/exchange_text.h"

namespace imageco::server {
namespace {

using bridge::base::Log;
using bridge::base::Severity;

constexpr uint32_t kFilesMax = 100;
constexpr char kSuffix[] = ".exchange";

// Fit for the name of a file.
std::string PrefixOf(const std::string& isspid) {
  std::string prefix = isspid;
  std::replace_if(
      prefix.begin(), prefix.end(), [](char c) { return !absl::ascii_isalnum(c); }, '_');
  return prefix + "-";
}

absl::StatusOr<uint32_t> CountFiles(const std::string& folder, const std::string& prefix) {
  std::error_code error;
  uint32_t files = 0;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (absl::StartsWith(name, prefix) && absl::EndsWith(name, kSuffix)) ++files;
  }
  if (error) return absl::NotFoundError(error.message());
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    return absl::PermissionDeniedError(std::strerror(errno));
  }
  return files;
}

// Empty: it is done; or why it is not.
std::string WriteNewFile(const std::string& path, std::string_view text) {
  const bridge::base::OwnedFd file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0) return std::strerror(errno);
  while (!text.empty()) {
    const ssize_t written = write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return std::strerror(errno);
    text.remove_prefix(static_cast<size_t>(written));
  }
  return "";
}

void WriteAndTell(const std::string& isspid, const std::string& path, const std::string& text) {
  const std::string why = WriteNewFile(path, text);
  if (why.empty()) {
    Log(Severity::kWarning, "an exchange was captured", {{"isspid", isspid}, {"file", path}});
  } else {
    Log(Severity::kError, "an exchange could not be captured",
        {{"isspid", isspid}, {"file", path}, {"why", why}});
  }
}

}  // namespace

absl::StatusOr<std::shared_ptr<ExchangeFiles>> ExchangeFiles::Open(
    const bridge::config::v1::Merchant& merchant, std::string content_type) {
  const std::string& folder = merchant.gateway().capture_dir();
  const absl::StatusOr<uint32_t> files = CountFiles(folder, PrefixOf(merchant.isspid()));
  if (!files.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat("gateway.capture_dir: ", folder, ": ", files.status().message()));
  }
  return std::shared_ptr<ExchangeFiles>(
      absl::WrapUnique(new ExchangeFiles(merchant, std::move(content_type), *files)));
}

ExchangeFiles::ExchangeFiles(const bridge::config::v1::Merchant& merchant, std::string content_type,
                             uint32_t files)
    : isspid_(merchant.isspid()),
      folder_(merchant.gateway().capture_dir()),
      prefix_(PrefixOf(merchant.isspid())),
      endpoint_(EndpointOf(merchant.gateway())),
      content_type_(std::move(content_type)),
      with_texts_(merchant.gateway().capture_text()),
      files_max_(merchant.gateway().capture_files_max() != 0
                     ? merchant.gateway().capture_files_max()
                     : kFilesMax),
      files_(files) {
  Log(Severity::kWarning, "exchanges with the gateway are written into files: for a while only",
      {{"isspid", isspid_},
       {"folder", folder_},
       {"with_texts", with_texts_ ? "yes" : "no"},
       {"files", int64_t{files_}},
       {"files_max", int64_t{files_max_}}});
}

std::string ExchangeFiles::HeadOf(const bridge::gateway::ObservedExchange& exchange) const {
  const auto* request = dynamic_cast<const complaint::v1::ReplyRequest*>(&exchange.request);
  const std::string outcome = DescribeOutcome(exchange.outcome);
  std::string head = absl::StrCat(
      "# ", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone()), ", isspid ",
      isspid_, ", transaction_id ", request != nullptr ? request->transaction_id() : "", "\n# ",
      with_texts_ ? outcome : bridge::gateway::WithoutTextsOf(exchange.request, outcome), "\n");
  if (!with_texts_) {
    absl::StrAppend(&head,
                    "# Not the message that went: names stand for the reply's texts, and it is "
                    "signed as if it had been sent so.\n");
  }
  return head;
}

void ExchangeFiles::Observe(const bridge::gateway::ObservedExchange& exchange) {
  if (files_ > files_max_) return;
  if (files_++ == files_max_) {
    Log(Severity::kWarning, "the folder holds gateway.capture_files_max: no more are written",
        {{"isspid", isspid_}, {"folder", folder_}});
    return;
  }
  const std::string name =
      absl::StrCat(prefix_, absl::FormatTime("%Y%m%dT%H%M%E3SZ", absl::Now(), absl::UTCTimeZone()),
                   "-", absl::StrFormat("%05d", files_), kSuffix);
  auto thread = bridge::base::StartThread(
      [isspid = isspid_, path = (std::filesystem::path(folder_) / name).string(),
       text =
           absl::StrCat(HeadOf(exchange), "\n", ExchangeText(endpoint_, content_type_, exchange))] {
        WriteAndTell(isspid, path, text);
      });
  if (thread.ok()) {
    thread->detach();
  } else {
    const std::string why(thread.status().message());
    Log(Severity::kError, "an exchange could not be captured", {{"isspid", isspid_}, {"why", why}});
  }
}

}  // namespace imageco::server
