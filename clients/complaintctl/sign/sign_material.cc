#include "clients/complaintctl/sign/sign_material.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/gateway/signature/key_file.h"
#include "clients/complaintctl/command/input.h"
#include "clients/complaintctl/sign/scheme.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Gbk;

// As the bridge reads it.
absl::StatusOr<std::string> ReadKey(const CommandLine& line) {
  absl::StatusOr<std::string> key = ReadFile(line.Value("key-file"));
  if (!key.ok()) return FlagError("key-file", key.status());
  key = bridge::gateway::KeyOf(*key);
  if (!key.ok()) return FlagError("key-file", key.status());
  if (key->empty()) return FlagError("key-file", "holds no key");
  return key;
}

absl::StatusOr<std::string> ReadOperand(const CommandLine& line, std::istream& standard_input) {
  absl::StatusOr<std::string> bytes = ReadInput(line.operand(), standard_input);
  if (bytes.ok()) return bytes;
  return absl::InvalidArgumentError(absl::StrCat(line.operand(), ": ", bytes.status().message()));
}

}  // namespace

std::vector<Flag> WithMaterialFlags(std::vector<Flag> flags) {
  flags.insert(flags.begin(),
               {{"key-file", "FILE", "The key. A BOM and white space at its end do not count."},
                {"message-charset", "utf8|gbk", "Of a JSON message. Default: found out."}});
  return flags;
}

absl::StatusOr<SignMaterial> ReadSignMaterial(const CommandLine& line,
                                              std::istream& standard_input) {
  std::vector<std::string> missing = MissingFlags(line, {"key-file"});
  if (line.operand().empty()) missing.emplace_back("FILE|-");
  if (absl::Status fault = MissingError(missing); !fault.ok()) return fault;
  const absl::StatusOr<config::v1::Charset> charset = MakeCharset(line, "message-charset");
  if (!charset.ok()) return charset.status();
  absl::StatusOr<std::string> key = ReadKey(line);
  if (!key.ok()) return key.status();
  absl::StatusOr<std::string> bytes = ReadOperand(line, standard_input);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<std::shared_ptr<const Gbk>> gbk = Gbk::Load();
  if (!gbk.ok()) return gbk.status();
  return SignMaterial{*std::move(gbk), *std::move(bytes), *std::move(key), *charset};
}

}  // namespace imageco::complaintctl
