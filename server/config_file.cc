#include "server/config_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/base/file.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class FaultCollector : public google::protobuf::io::ErrorCollector {
 public:
  explicit FaultCollector(std::string path) : path_(std::move(path)) {}

  // Counted from 0.
  void AddError(int line, int column, const std::string& message) override {
    faults_.push_back(absl::StrCat(path_, ":", line + 1, ":", column + 1, ": ", message));
  }

  absl::Status ToStatus() const { return absl::InvalidArgumentError(absl::StrJoin(faults_, "\n")); }

 private:
  const std::string path_;
  std::vector<std::string> faults_;
};

absl::Status Parse(const std::string& path, const std::string& text, BridgeConfig& config) {
  if (absl::EndsWith(path, ".json")) {
    const auto status = google::protobuf::util::JsonStringToMessage(text, &config);
    if (status.ok()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message().as_string()));
  }
  FaultCollector faults(path);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&faults);
  return parser.ParseFromString(text, &config) ? absl::OkStatus() : faults.ToStatus();
}

void ResolvePaths(const std::filesystem::path& folder, Message& message);

void ResolveField(const std::filesystem::path& folder, Message& message,
                  const FieldDescriptor* field) {
  const auto& reflection = *message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    if (!field->is_repeated()) {
      return ResolvePaths(folder, *reflection.MutableMessage(&message, field));
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      ResolvePaths(folder, *reflection.MutableRepeatedMessage(&message, field, i));
    }
  } else if (field->name() == "file" || absl::EndsWith(field->name(), "_file")) {
    const std::filesystem::path file = reflection.GetString(message, field);
    reflection.SetString(&message, field, (folder / file).string());
  }
}

void ResolvePaths(const std::filesystem::path& folder, Message& message) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const FieldDescriptor* field : set) ResolveField(folder, message, field);
}

// Said, so that it counts from the file's folder too.
void NameLedgerFile(BridgeConfig& config) {
  if (config.ledger().has_memory() || config.ledger().has_postgres()) return;
  auto& sqlite = *config.mutable_ledger()->mutable_sqlite();
  if (sqlite.file().empty()) sqlite.set_file(kDefaultLedgerFile);
}

}  // namespace

absl::StatusOr<BridgeConfig> ReadConfigFile(const std::string& path) {
  const absl::StatusOr<std::string> text = bridge::base::ReadFile(path);
  if (!text.ok()) return text.status();
  BridgeConfig config;
  if (absl::Status status = Parse(path, *text, config); !status.ok()) return status;
  NameLedgerFile(config);
  std::error_code no_folder;
  const auto whole_path = std::filesystem::absolute(path, no_folder);
  if (no_folder) {
    return absl::NotFoundError(
        absl::StrCat("where ", path, " stands cannot be told: ", no_folder.message()));
  }
  ResolvePaths(whole_path.parent_path(), config);
  return config;
}

}  // namespace imageco::server
