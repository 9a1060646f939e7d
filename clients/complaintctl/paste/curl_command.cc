#include "clients/complaintctl/paste/curl_command.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/form.h"
#include "clients/complaintctl/paste/escapes.h"

namespace imageco::complaintctl {
namespace {

// Reads the words of one shell command, from left to right.
class ShellReader {
 public:
  explicit ShellReader(std::string_view text) : text_(text) {}

  // The next word; nothing at the end of the command.
  std::optional<std::string> Next() {
    SkipBlanks();
    if (at_ == text_.size() || Peek() == '\n' || Peek() == ';' || Peek() == '|') {
      return std::nullopt;
    }
    std::string word;
    while (at_ < text_.size() && !IsEnd(Peek())) ReadPart(word);
    return word;
  }

  size_t at() const { return at_; }

 private:
  static bool IsEnd(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool Take(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

  void SkipBlanks() {
    while (Take(" ") || Take("\t") || Take("\r") || Take("\\\n") || Take("\\\r\n")) {
    }
  }

  void ReadPart(std::string& word) {
    if (Take("\\\n") || Take("\\\r\n")) return;
    if (Take("$'")) return ReadAnsi(word);
    if (Take("'")) return ReadSingle(word);
    if (Take("\"")) return ReadDouble(word);
    Take("\\");
    if (at_ < text_.size()) word.push_back(text_[at_++]);
  }

  void ReadSingle(std::string& word) {
    const size_t end = std::min(text_.find('\'', at_), text_.size());
    word.append(text_.substr(at_, end - at_));
    at_ = std::min(end + 1, text_.size());
  }

  void ReadDouble(std::string& word) {
    while (at_ < text_.size() && !Take("\"")) {
      if (Take("\\\n")) continue;
      const bool escaped =
          Peek() == '\\' && at_ + 1 < text_.size() &&
          std::string_view("\"\\$`").find(text_[at_ + 1]) != std::string_view::npos;
      if (escaped) ++at_;
      word.push_back(text_[at_++]);
    }
  }

  void ReadAnsi(std::string& word) {
    while (at_ < text_.size() && !Take("'")) {
      std::string_view rest = text_.substr(at_);
      if (rest.front() == '\\') {
        TakeEscape(rest, word);
        at_ = text_.size() - rest.size();
      } else {
        word.push_back(text_[at_++]);
      }
    }
  }

  std::string_view text_;
  size_t at_ = 0;
};

// The text that a data option has, in its word or in the next one.
std::optional<std::string> DataOf(const std::string& word, ShellReader& reader) {
  for (const std::string_view option : {"--data-raw", "--data-binary", "--data-ascii", "--data",
                                        "--json", "--data-urlencode", "-d"}) {
    if (word == option) return reader.Next();
    const bool joined = word.starts_with(option) && (option == "-d" || word[option.size()] == '=');
    if (joined) return word.substr(option.size() + (option == "-d" ? 0 : 1));
  }
  return std::nullopt;
}

// As curl encodes the value of "name=value".
std::string UrlEncoded(const std::string& data) {
  const size_t equals = data.find('=');
  if (equals == std::string::npos) return data;
  std::string form;
  bridge::gateway::AppendFormField(data.substr(0, equals), data.substr(equals + 1), form);
  return form;
}

// The body of the command that begins after "curl"; empty where it has none of its own.
std::string BodyOf(ShellReader& reader) {
  std::string body;
  bool first = true;
  while (const std::optional<std::string> word = reader.Next()) {
    const std::optional<std::string> data = DataOf(*word, reader);
    if (!data || data->starts_with('@')) continue;
    if (!std::exchange(first, false)) body.push_back('&');
    body.append(word->starts_with("--data-urlencode") ? UrlEncoded(*data) : *data);
  }
  return body;
}

// Where the next "curl" begins that is a word.
size_t FindCurl(std::string_view text, size_t from) {
  constexpr std::string_view kCurl = "curl";
  for (size_t at = text.find(kCurl, from); at != std::string_view::npos;
       at = text.find(kCurl, at + 1)) {
    const size_t end = at + kCurl.size();
    const bool begins = at == 0 || !absl::ascii_isalnum(static_cast<unsigned char>(text[at - 1]));
    if (begins && end < text.size() && absl::ascii_isspace(static_cast<unsigned char>(text[end]))) {
      return at;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<std::string> WithoutCurlCommands(std::string_view text) {
  std::string without;
  bool found = false;
  size_t kept = 0;
  for (size_t at = FindCurl(text, 0); at != std::string_view::npos; at = FindCurl(text, kept)) {
    const size_t begin = at + 4;
    ShellReader reader(text.substr(begin));
    const std::string body = BodyOf(reader);
    found = found || !body.empty();
    absl::StrAppend(&without, std::string(text.substr(kept, at - kept)), body);
    kept = begin + reader.at();
  }
  if (!found) return std::nullopt;
  return without.append(text.substr(kept));
}

}  // namespace imageco::complaintctl
