#include "clients/complaintctl/trial/trial_command.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "bridge/base/file.h"
#include "bridge/base/log.h"
#include "bridge/gateway/signature/key_file.h"
#include "clients/complaintctl/call/reply_request.h"
#include "clients/complaintctl/language/language.h"
#include "clients/complaintctl/trial/next_step.h"
#include "clients/complaintctl/trial/trial_bridge.h"
#include "clients/complaintctl/trial/trial_printer.h"
#include "imageco/complaint/transaction_id.h"
#include "server/config/config_check.h"
#include "server/config/config_file.h"

namespace imageco::complaintctl {
namespace {

namespace config = bridge::config::v1;
using complaint::v1::ReplyRequest;

constexpr char kDetails[] =
    "Needs no running server, and none that has the same SQLite ledger open. Takes the server's\n"
    "configuration, shows the bytes that would go, asks, sends them once through the same codec,\n"
    "transport and ledger, and shows what came back, what of it was verified, and what to do "
    "next.\n"
    "Where the answer does not verify, the doctor looks at it by itself.\n"
    "A real reply goes to a real consumer. --validate-only stops before that.\n"
    "Exit codes: 0 delivered (or valid), 1 refused or failed definitely, 2 wrong command line or\n"
    "configuration, 3 outcome unknown: perhaps the consumer sees the reply, 4 nothing was sent.\n";

// The configuration with the merchant of the flags alone.
absl::StatusOr<config::BridgeConfig> ReadConfig(const CommandLine& line) {
  absl::StatusOr<config::BridgeConfig> config = server::ReadConfigFile(line.Value("config"));
  if (!config.ok()) return FlagError("config", config.status());
  if (!line.Has("isspid") && config->merchants_size() != 1) {
    return FlagError(
        "isspid", Say("is missing: the configuration has $0 merchants", config->merchants_size()));
  }
  for (config::Merchant& merchant : *config->mutable_merchants()) {
    if (line.Has("isspid") && merchant.isspid() != line.Value("isspid")) continue;
    config::Merchant only = std::move(merchant);
    config->clear_merchants();
    *config->add_merchants() = std::move(only);
    return config;
  }
  return FlagError("isspid", "is none of the configuration's merchants");
}

absl::StatusOr<std::string> ReadKey(const config::Merchant& merchant) {
  if (merchant.signature().key_file().empty()) return std::string();
  const absl::StatusOr<std::string> text = bridge::base::ReadFile(merchant.signature().key_file());
  if (!text.ok()) return text.status();
  return bridge::gateway::KeyOf(*text);
}

ExitCode TellFaults(const std::vector<bridge::gateway::FieldFault>& faults, Console& console) {
  console.err << Say("The reply cannot be sent:\n");
  for (const auto& fault : faults) {
    console.err << "  " << fault.field << ": " << fault.description << '\n';
  }
  return ExitCode::kFailed;
}

ExitCode Refuse(std::string_view why, Console& console) {
  console.err << why << '\n';
  return ExitCode::kUsage;
}

bool IsConfirmed(const CommandLine& line, const ReplyRequest& request, Console& console) {
  if (line.Has("yes")) return true;
  console.out << Say("\nIt is sent once, now, to a real gateway, and a consumer may read it.\n"
                     "Type $0 to send it, anything else to stop: ",
                     request.transaction_id())
              << std::flush;
  std::string typed;
  std::getline(console.in, typed);
  return typed == request.transaction_id();
}

absl::StatusOr<ReplyRequest> MakeRequest(const CommandLine& line, Console& console) {
  absl::StatusOr<ReplyRequest> request =
      MakeReplyRequest(line, console.in, MissingFlags(line, {"config"}));
  if (!request.ok()) return request;
  request->clear_validate_only();
  if (request->transaction_id().empty()) {
    request->set_transaction_id(complaint::MakeTransactionId());
  }
  return request;
}

ExitCode SendAndTell(TrialBridge& bridge, const ReplyRequest& request, const std::string& key,
                     Console& console) {
  if (absl::Status opened = bridge.OpenLedger(); !opened.ok()) {
    return Refuse(std::string(opened.message()), console);
  }
  const bridge::ReplyResult result = bridge.Reply(request);
  const SeenExchange* seen = bridge.seen() ? &*bridge.seen() : nullptr;
  if (seen != nullptr) PrintExchange(*seen, *bridge.gbk(), console.out);
  return PrintNextStep(result, seen, key, bridge.gbk(), console);
}

absl::StatusOr<ExitCode> RunTrial(const CommandLine& line, Console& console) {
  absl::StatusOr<ReplyRequest> request = MakeRequest(line, console);
  if (!request.ok()) return request.status();
  const absl::StatusOr<config::BridgeConfig> config = ReadConfig(line);
  if (!config.ok()) return config.status();
  request->set_isspid(config->merchants(0).isspid());
  bridge::base::SetLogSeverityMin(bridge::base::Severity::kError);
  const std::vector<std::string> faults = server::CheckConfig(*config);
  if (!faults.empty()) return Refuse(absl::StrJoin(faults, "\n"), console);
  auto bridge = TrialBridge::Make(*config);
  if (!bridge.ok()) return Refuse(std::string(bridge.status().message()), console);
  const absl::StatusOr<std::string> key = ReadKey(config->merchants(0));
  if (!key.ok()) return Refuse(std::string(key.status().message()), console);

  PrintMerchant(*config, *key, console.out);
  const auto field_faults = (*bridge)->Check(*request);
  if (!field_faults.empty()) return TellFaults(field_faults, console);
  const absl::StatusOr<std::string> message = (*bridge)->Encode(*request);
  if (!message.ok()) return Refuse(std::string(message.status().message()), console);
  PrintMessage(*message, *(*bridge)->gbk(), console.out);
  PrintSignedText(config->merchants(0), *message, (*bridge)->gbk(), console.out);
  if (line.Has("validate-only")) {
    console.out << Say("\nNothing was sent: --validate-only.\n");
    return ExitCode::kOk;
  }
  if (!IsConfirmed(line, *request, console)) {
    console.out << Say("\nNothing was sent.\n");
    return ExitCode::kNothingSent;
  }
  return SendAndTell(**bridge, *request, *key, console);
}

std::vector<Flag> TrialFlags() {
  std::vector<Flag> flags = ReplyRequestFlags();
  flags.insert(flags.begin(), {"config", "FILE", "The server's configuration."});
  flags.push_back({"yes", "", "Send without asking."});
  return flags;
}

}  // namespace

Command TrialCommand() {
  return {
      .name = "trial",
      .operand = "",
      .summary = "Sends one real reply by the server's configuration, and shows all of it.",
      .details = kDetails,
      .flags = TrialFlags(),
      .run = RunTrial,
  };
}

}  // namespace imageco::complaintctl
