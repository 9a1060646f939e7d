#include "server/config/config_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/base/file.h"
#include "server/config/json_outline.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The text between the first two quotation marks at or after `from`.
std::string Quoted(std::string_view message, size_t from = 0) {
  const size_t start = message.find('"', from);
  if (start == std::string_view::npos) return "";
  return std::string(message.substr(start + 1, message.find('"', start + 1) - start - 1));
}

// Protobuf's words without those of the file, which may be another one than was meant, such as a
// key. What they name between marks is the schema's where it is repeated here.
std::string WithoutContent(std::string_view message) {
  const auto begins = [message](std::string_view with) { return message.starts_with(with); };
  if (begins("Message type \"")) return absl::StrCat(Quoted(message), " has no such setting");
  if (begins("Non-repeated field \"")) return absl::StrCat(Quoted(message), " stands there twice");
  if (begins("Field \"")) {
    const size_t other = message.find("field \"");
    return absl::StrCat(Quoted(message), " and ", Quoted(message, other), " exclude each other");
  }
  if (begins("Unknown enumeration value")) {
    return absl::StrCat(Quoted(message, message.rfind(" field \"")), " has no such value");
  }
  if (begins("Invalid value for boolean field \"")) {
    return absl::StrCat(Quoted(message), " wants true or false");
  }
  if (begins("Expected \"")) return absl::StrCat("want \"", Quoted(message), "\"");
  if (begins("Expected identifier")) return "want the name of a setting";
  if (begins("Expected integer")) return "want a whole number";
  if (begins("Expected double")) return "want a number";
  if (begins("Expected string")) return "want a text in quotes";
  if (begins("Integer out of range")) return "the number is too large or too small";
  return "is not Protobuf's text format";
}

class FaultCollector : public google::protobuf::io::ErrorCollector {
 public:
  explicit FaultCollector(std::string path) : path_(std::move(path)) {}

  // Counted from 0.
  void AddError(int line, int column, const std::string& message) override {
    faults_.push_back(
        absl::StrCat(path_, ":", line + 1, ":", column + 1, ": ", WithoutContent(message)));
  }

  absl::Status ToStatus() const { return absl::InvalidArgumentError(absl::StrJoin(faults_, "\n")); }

 private:
  const std::string path_;
  std::vector<std::string> faults_;
};

absl::Status ParseJson(const std::string& path, const std::string& text, BridgeConfig& config) {
  std::vector<std::string> faults = JsonFaults(text, *BridgeConfig::descriptor());
  if (faults.empty() && google::protobuf::util::JsonStringToMessage(text, &config).ok()) {
    return absl::OkStatus();
  }
  if (faults.empty()) faults.emplace_back("1:1: Protobuf does not read it");
  for (std::string& fault : faults) fault.insert(0, absl::StrCat(path, ":"));
  return absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
}

absl::Status Parse(const std::string& path, std::string text, BridgeConfig& config) {
  // An editor's.
  if (absl::StartsWith(text, "\xEF\xBB\xBF")) text.erase(0, 3);
  if (absl::EndsWith(path, ".json")) return ParseJson(path, text, config);
  FaultCollector faults(path);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&faults);
  return parser.ParseFromString(text, &config) ? absl::OkStatus() : faults.ToStatus();
}

// Gives the path that stands in the place of one.
using ReplacePath = std::function<std::string(const std::string& path)>;

void ReplacePaths(Message& message, const ReplacePath& replace);

void ReplacePathsOf(const FieldDescriptor* field, Message& message, const ReplacePath& replace) {
  const auto& reflection = *message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    if (!field->is_repeated()) {
      return ReplacePaths(*reflection.MutableMessage(&message, field), replace);
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      ReplacePaths(*reflection.MutableRepeatedMessage(&message, field, i), replace);
    }
  } else if (field->name() == "file" || absl::EndsWith(field->name(), "_file") ||
             absl::EndsWith(field->name(), "_dir")) {
    reflection.SetString(&message, field, replace(reflection.GetString(message, field)));
  }
}

// Of every setting that names a file or a folder.
void ReplacePaths(Message& message, const ReplacePath& replace) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const FieldDescriptor* field : set) ReplacePathsOf(field, message, replace);
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
  const std::filesystem::path folder = whole_path.parent_path();
  ReplacePaths(config, [&folder](const std::string& path) { return (folder / path).string(); });
  return config;
}

std::vector<std::string> FilesNamedBy(const BridgeConfig& config) {
  BridgeConfig others = config;
  others.clear_ledger();
  for (auto& merchant : *others.mutable_merchants()) {
    merchant.mutable_gateway()->clear_capture_dir();  // which is written into
  }
  auto& tls = *others.mutable_listener()->mutable_tls();
  tls.clear_certificate_file();
  tls.clear_private_key_file();
  if (tls.client_crl_file().empty()) tls.clear_client_ca_file();
  std::vector<std::string> files;
  ReplacePaths(others, [&files](const std::string& path) { return files.emplace_back(path); });
  return files;
}

}  // namespace imageco::server
