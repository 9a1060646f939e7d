#include "clients/complaintctl/sign/sign_commands.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "bridge/gateway/signature/signature.h"
#include "clients/complaintctl/language/language.h"
#include "clients/complaintctl/sign/finding_printer.h"
#include "clients/complaintctl/sign/likely_cause.h"
#include "clients/complaintctl/sign/paste_doctor.h"
#include "clients/complaintctl/sign/scheme.h"
#include "clients/complaintctl/sign/sign_material.h"
#include "clients/complaintctl/sign/signed_message.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Signature;

constexpr char kOperand[] = "FILE|-";
constexpr char kMessageDetails[] =
    "The message is JSON in UTF-8 or GBK, alone or in a field of a form, or XML, alone or in a\n"
    "form of xml and mac. White space around it does not count.\n";

constexpr char kDoctorDetails[] =
    "Best is the message byte by byte as it travelled, in its charset. The doctor also looks for "
    "it\n"
    "in what people paste, and says what it took off: list numbers, wrapped lines, what curl -v or "
    "a\n"
    "proxy shows of an exchange, a curl command, a line of a log, a hex dump (tcpdump -X, xxd),\n"
    "Base64, the escapes of URLs, JSON, HTML, CSV and nginx, curly and full-width quotes, a "
    "member\n"
    "\"Sign\", a pretty printer's blanks, UTF-16 and text that was read in a wrong charset; and "
    "off\n"
    "the key: quotes, \"key=\". It takes every message that it finds. Try a request and an "
    "answer:\n"
    "each settles what the other leaves open. Exit code 0 where every message fits, else 1.\n";

// Tells of a message that nothing can be done with.
ExitCode Fail(std::string_view fault, Console& console) {
  console.err << Say("The message: $0\n", InLanguage(fault));
  return ExitCode::kFailed;
}

ExitCode Fail(const absl::Status& fault, Console& console) {
  return Fail(std::string(fault.message()), console);
}

absl::Status CheckMacFlags(const CommandLine& line) {
  for (const SchemeSetting& setting : SchemeSettings()) {
    if (line.Has(setting.flag)) return FlagError(setting.flag, "does not go with --mac");
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> RunMac(const CommandLine& line, const SignMaterial& material,
                                Console& console) {
  if (absl::Status fault = CheckMacFlags(line); !fault.ok()) return fault;
  const absl::StatusOr<Signature> signature = Signature::Make({}, material.key, material.gbk);
  if (!signature.ok()) return signature.status();
  const absl::StatusOr<std::string> mac = signature->Mac(material.bytes);
  if (!mac.ok()) return mac.status();
  console.out << *mac << '\n';
  return ExitCode::kOk;
}

// By the scheme flags.
absl::StatusOr<Signature> MakeSignature(const CommandLine& line, const SignMaterial& material) {
  const absl::StatusOr<config::v1::Signature> scheme = MakeScheme(line);
  if (!scheme.ok()) return scheme.status();
  return Signature::Make(*scheme, material.key, material.gbk);
}

absl::StatusOr<ExitCode> RunMake(const CommandLine& line, Console& console) {
  const absl::StatusOr<SignMaterial> material = ReadSignMaterial(line, console.in);
  if (!material.ok()) return material.status();
  if (line.Has("mac")) return RunMac(line, *material, console);
  const absl::StatusOr<Signature> signature = MakeSignature(line, *material);
  if (!signature.ok()) return signature.status();
  const auto readings = material->ReadMessage();
  if (!readings.ok()) return Fail(readings.status(), console);
  const ReceivedMessage& message = readings->front();
  if (IsXml(message)) return Fail("XML has no sign; --mac makes the mac of its bytes", console);
  const absl::StatusOr<std::string> sign = ExpectedSign(message, *signature);
  if (!sign.ok()) return Fail(sign.status(), console);
  console.out << *sign << '\n';
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> RunCheck(const CommandLine& line, Console& console) {
  const absl::StatusOr<SignMaterial> material = ReadSignMaterial(line, console.in);
  if (!material.ok()) return material.status();
  const absl::StatusOr<Signature> signature = MakeSignature(line, *material);
  if (!signature.ok()) return signature.status();
  const auto readings = material->ReadMessage();
  if (!readings.ok()) return Fail(readings.status(), console);
  const ReceivedMessage& likeliest = readings->front();
  if (!likeliest.shown.ok()) return Fail(likeliest.shown.status(), console);
  if (likeliest.shown->empty()) return Fail("has no sign or mac of its own", console);
  const bool fits = std::any_of(readings->begin(), readings->end(), [&](const auto& message) {
    return bridge::gateway::VerifySign(message, *signature).ok();
  });
  if (fits) {
    console.out << (IsXml(likeliest) ? Say("The mac fits.\n") : Say("The sign fits.\n"));
    return ExitCode::kOk;
  }
  console.out << (IsXml(likeliest) ? Say("The mac does not fit. ") : Say("The sign does not fit. "))
              << Say("`complaintctl sign doctor` tries them all.\n");
  return ExitCode::kFailed;
}

absl::StatusOr<ExitCode> RunDoctor(const CommandLine& line, Console& console) {
  const absl::StatusOr<SignMaterial> material = ReadSignMaterial(line, console.in);
  if (!material.ok()) return material.status();
  const absl::StatusOr<std::vector<Finding>> findings = ExaminePaste(*material);
  if (!findings.ok()) {
    PrintCauses(CausesOfNoMessage(material->bytes), console.out);
    return Fail(findings.status(), console);
  }
  return PrintFindings(*findings, console.out) ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace

Command SignMakeCommand() {
  std::vector<Flag> flags = WithMaterialFlags(SchemeFlags());
  flags.push_back(
      {"mac", "", "The mac of the input's bytes, as they are: MD5 of key, bytes, key."});
  return {
      .name = "sign make",
      .operand = kOperand,
      .summary = "Prints the sign of a message. A sign that it has already does not count.",
      .details = kMessageDetails,
      .flags = std::move(flags),
      .run = RunMake,
  };
}

Command SignCheckCommand() {
  return {
      .name = "sign check",
      .operand = kOperand,
      .summary = "Says whether a message's own sign, or its form's mac, fits. Exit code 0 or 1.",
      .details = kMessageDetails,
      .flags = WithMaterialFlags(SchemeFlags()),
      .run = RunCheck,
  };
}

Command SignDoctorCommand() {
  return {
      .name = "sign doctor",
      .operand = kOperand,
      .summary = "Names the schemes that fit a real message, as lines for the configuration.",
      .details = Say(kMessageDetails) + Say(kDoctorDetails),
      .flags = WithMaterialFlags({}),
      .run = RunDoctor,
  };
}

}  // namespace imageco::complaintctl
