#include "clients/cpp/src/token.h"

#include <string_view>
#include <variant>

#include "clients/cpp/src/file.h"
#include "clients/cpp/src/local_error.h"
#include "imageco/complaint/target.h"

namespace imageco::complaint {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
// RFC 6750, 2.1.
constexpr std::string_view kCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";

}  // namespace

Result<std::string> ReadToken(const Token& token) {
  if (token.empty()) return std::string();
  Result<std::string> text =
      token.is_file() ? ReadFile(token.value(), "token") : Result<std::string>(token.value());
  if (!text.ok()) return text;
  text->erase(0, text->find_first_not_of(kBlanks));
  text->erase(text->find_last_not_of(kBlanks) + 1);
  if (!text->empty() && text->find_first_not_of(kCharacters) == std::string::npos) return text;
  return LocalError(Code::kInvalidArgument, "token: holds no token");
}

std::optional<Error> WhyNoToken(const Token& token, const std::string& target,
                                const Transport& transport) {
  if (const Result<std::string> text = ReadToken(token); !text.ok()) return text.error();
  const bool is_private = std::holds_alternative<Tls>(transport) || IsLoopback(target);
  if (token.empty() || is_private) return std::nullopt;
  return LocalError(Code::kInvalidArgument,
                    "token: a token is sent over TLS, or to this machine, alone");
}

}  // namespace imageco::complaint
