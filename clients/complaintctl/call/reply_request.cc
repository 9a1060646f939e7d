#include "clients/complaintctl/call/reply_request.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "clients/complaintctl/command/input.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

using complaint::v1::ReplyRequest;

// Keeps the first fault, which protobuf would write to stderr.
class FirstFault : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = Say("line $0:$1: $2", line + 1, column + 1, message);
  }

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// A JSON object begins with a brace, a message in text format never does.
bool LooksLikeJson(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{';
}

absl::StatusOr<ReplyRequest> ParseRequest(const std::string& text) {
  ReplyRequest request;
  if (LooksLikeJson(text)) {
    const auto status = google::protobuf::util::JsonStringToMessage(text, &request);
    if (status.ok()) return request;
    return FlagError("request-file", Say("is no ReplyRequest: $0", status.message().ToString()));
  }
  FirstFault fault;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&fault);
  if (parser.ParseFromString(text, &request)) return request;
  return FlagError("request-file", Say("is no ReplyRequest: $0", fault.text()));
}

absl::StatusOr<ReplyRequest> ReadRequest(const CommandLine& line, std::istream& standard_input) {
  if (!line.Has("request-file")) return ReplyRequest();
  const absl::StatusOr<std::string> text = ReadText(line.Value("request-file"), standard_input);
  if (!text.ok()) return FlagError("request-file", text.status());
  return ParseRequest(*text);
}

absl::StatusOr<std::string> ReadContent(const CommandLine& line, std::istream& standard_input) {
  absl::StatusOr<std::string> content = ReadText(line.Value("content-file"), standard_input);
  if (!content.ok()) return FlagError("content-file", content.status());
  if (content->ends_with('\n')) content->pop_back();
  if (content->ends_with('\r')) content->pop_back();
  return content;
}

void TakeFlags(const CommandLine& line, ReplyRequest& request) {
  if (line.Has("isspid")) request.set_isspid(line.Value("isspid"));
  if (line.Has("transaction-id")) request.set_transaction_id(line.Value("transaction-id"));
  if (line.Has("seller-account")) request.set_seller_account(line.Value("seller-account"));
  if (line.Has("complaint-id")) request.set_complaint_id(line.Value("complaint-id"));
  if (line.Has("content")) request.set_response_content(line.Value("content"));
  if (line.Has("image")) request.clear_response_images();
  for (const std::string& image : line.Values("image")) request.add_response_images(image);
  if (line.Has("jump-url")) request.mutable_jump_link()->set_url(line.Value("jump-url"));
  if (line.Has("jump-url-text")) {
    request.mutable_jump_link()->set_text(line.Value("jump-url-text"));
  }
  if (line.Has("validate-only")) request.set_validate_only(true);
}

absl::Status CheckFlags(const CommandLine& line) {
  if (line.Has("content") && line.Has("content-file")) {
    return FlagError("content-file", "does not go with --content");
  }
  if (line.Value("content-file") == "-" && line.Value("request-file") == "-") {
    return FlagError("content-file", "standard input is --request-file already");
  }
  if (line.Has("transaction-id") && line.Value("transaction-id").empty()) {
    return FlagError("transaction-id", "is empty");
  }
  return absl::OkStatus();
}

absl::Status CheckFilled(const ReplyRequest& request, std::vector<std::string> missing) {
  if (request.seller_account().empty()) missing.emplace_back("--seller-account");
  if (request.complaint_id().empty()) missing.emplace_back("--complaint-id");
  if (request.response_content().empty()) missing.emplace_back("--content");
  if (request.has_jump_link()) {
    if (request.jump_link().url().empty()) missing.emplace_back("--jump-url");
    if (request.jump_link().text().empty()) missing.emplace_back("--jump-url-text");
  }
  return MissingError(missing);
}

}  // namespace

std::vector<Flag> ReplyRequestFlags() {
  return {
      {"isspid", "X", "Merchant number. May be left out where the bridge serves one."},
      {"transaction-id", "T", "Serial number of the reply. Default: a new one, told on stderr."},
      {"seller-account", "A", "Receiving account that the complaint is about."},
      {"complaint-id", "C", "Complaint number."},
      {"content", "TEXT", "What the consumer reads."},
      {"content-file", "FILE|-", "The same, from a file. A newline at its end does not count."},
      {"image", "ID", "Media id of a picture, at most 4", true},
      {"jump-url", "URL", "HTTPS link."},
      {"jump-url-text", "TEXT", "Text of the link. They come both or not at all."},
      {"request-file", "FILE|-", "A ReplyRequest in JSON or text format. Flags override it."},
      {"validate-only", "", "Check everything that can be checked, and send nothing."},
  };
}

absl::StatusOr<ReplyRequest> MakeReplyRequest(const CommandLine& line, std::istream& standard_input,
                                              std::vector<std::string> missing) {
  if (absl::Status fault = CheckFlags(line); !fault.ok()) return fault;
  absl::StatusOr<ReplyRequest> request = ReadRequest(line, standard_input);
  if (!request.ok()) return request;
  TakeFlags(line, *request);
  if (line.Has("content-file")) {
    absl::StatusOr<std::string> content = ReadContent(line, standard_input);
    if (!content.ok()) return content.status();
    request->set_response_content(*content);
  }
  if (absl::Status fault = CheckFilled(*request, std::move(missing)); !fault.ok()) return fault;
  return request;
}

}  // namespace imageco::complaintctl
