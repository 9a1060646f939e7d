#include "server/library_log.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "bridge/base/log.h"
#include "bridge/base/log_limit.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::server {
namespace {

using bridge::base::LogLimit;
using bridge::base::Severity;

constexpr size_t kLibraryTextBytesMax = 512;

void LogFromLibrary(LogLimit& limit, std::string_view library, Severity severity,
                    std::string_view file, int line, std::string_view text) {
  if (!bridge::base::IsLogged(severity) || !limit.Admits()) return;
  file.remove_prefix(file.rfind('/') + 1);
  const std::string source = absl::StrCat(std::string(file), ":", line);
  bridge::base::Log(severity, "library",
                    {{"library", library},
                     {"text", bridge::gateway::Shortened(text, kLibraryTextBytesMax)},
                     {"source", std::string_view(source)}});
}

Severity SeverityOf(gpr_log_severity severity) {
  return severity == GPR_LOG_SEVERITY_ERROR ? Severity::kError : Severity::kInfo;
}

Severity SeverityOf(google::protobuf::LogLevel level) {
  switch (level) {
    case google::protobuf::LOGLEVEL_INFO:
      return Severity::kInfo;
    case google::protobuf::LOGLEVEL_WARNING:
      return Severity::kWarning;
    default:
      return Severity::kError;
  }
}

void LogOfGrpc(gpr_log_func_args* args) {
  static LogLimit& limit = *new LogLimit("grpc");
  LogFromLibrary(limit, "grpc", SeverityOf(args->severity), args->file, args->line, args->message);
}

void LogOfProtobuf(google::protobuf::LogLevel level, const char* file, int line,
                   const std::string& text) {
  static LogLimit& limit = *new LogLimit("protobuf");
  LogFromLibrary(limit, "protobuf", SeverityOf(level), file, line, text);
}

}  // namespace

void TakeLibraryLogs() {
  gpr_set_log_function(&LogOfGrpc);
  google::protobuf::SetLogHandler(&LogOfProtobuf);
}

}  // namespace imageco::server
