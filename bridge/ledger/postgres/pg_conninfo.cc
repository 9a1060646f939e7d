#include "bridge/ledger/postgres/pg_conninfo.h"

#include <poll.h>

#include <chrono>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "bridge/base/file.h"
#include "bridge/base/log.h"
#include "bridge/base/log_limit.h"
#include "bridge/ledger/postgres/pg_conninfo_check.h"

namespace imageco::bridge::ledger {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;
using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

bool HoldsPassword(const PQconninfoOption* option) {
  for (; option->keyword != nullptr; ++option) {
    const std::string_view keyword = option->keyword;
    const bool secret = keyword == "password" || keyword == "sslpassword";
    if (secret && option->val != nullptr && *option->val != '\0') return true;
  }
  return false;
}

// Null: it is one. PostgreSQL's own files hold one a line, and libpq takes a NUL for its end.
const char* WhyNoPassword(std::string_view text) {
  if (text.empty()) return "holds no password";
  if (text.find('\0') != std::string_view::npos) return "holds a NUL, as a file in UTF-16 does";
  return text.find_first_of("\r\n") == std::string_view::npos ? nullptr : "holds a second line";
}

// Who is there and will not have us, in words of the server, of libpq or of pgbouncer, which has
// one code for all that it says. They come in English: no program here sets a locale.
constexpr const char* kRefusals[] = {
    // "FATAL:  28P01: …": who we are, which database, no right to.
    ":  28", ":  3D000: ", ":  42501: ",
    // pgbouncer's.
    "no such database", "no such user", "does not exist", "authentication failed",
    "unsupported startup parameter", "unsupported options startup parameter",
    "bouncer config error", "login rejected", "SSL required", "auth failed",
    // libpq's.
    "no password supplied", "does not support SSL", "certificate verify failed",
    "does not match host name", "root certificate file", "could not load private key",
    "could not read certificate file", "definition of service"};

// False: it was not ready by then.
bool WaitFor(int fd, short events, SteadyTime give_up) {
  while (true) {
    const auto left = give_up - std::chrono::steady_clock::now();
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    if (milliseconds <= 0) return false;
    pollfd waiting = {.fd = fd, .events = events, .revents = 0};
    if (poll(&waiting, 1, static_cast<int>(milliseconds)) > 0) return true;
  }
}

// Of what the database says before the session stands; libpq would write it to stderr, past the
// log.
void LogNotice(void*, const PGresult* notice) {
  static base::LogLimit& limit = *new base::LogLimit("postgres");
  const char* text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
  if (text == nullptr || !limit.Admits()) return;
  base::Log(base::Severity::kWarning, "library",
            {{"library", "postgres"}, {"text", std::string_view(text)}});
}

}  // namespace

absl::StatusOr<PgConninfo> PgConninfo::Make(std::string conninfo, std::string password_file) {
  char* error = nullptr;
  const Options options(PQconninfoParse(conninfo.c_str(), &error), &PQconninfoFree);
  PQfreemem(error);
  // libpq's own words may quote a password.
  if (options == nullptr) return absl::InvalidArgumentError("conninfo: is no connection string");
  if (HoldsPassword(options.get())) {
    return absl::InvalidArgumentError("conninfo: holds a password; put it into password_file");
  }
  if (const std::string why = WhyNoConnection(options.get()); !why.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("conninfo: ", why));
  }
  PgConninfo result(std::move(conninfo), std::move(password_file));
  if (const auto password = result.ReadPassword(); !password.ok()) return password.status();
  return result;
}

absl::StatusOr<std::string> PgConninfo::ReadPassword() const {
  if (password_file_.empty()) return std::string();
  const absl::StatusOr<std::string> text = base::ReadFile(password_file_);
  if (!text.ok()) {
    return absl::NotFoundError(absl::StrCat("password_file: ", text.status().message()));
  }
  std::string password(absl::StripTrailingAsciiWhitespace(*text));
  const char* const why = WhyNoPassword(password);
  if (why == nullptr) return password;
  return absl::InvalidArgumentError(absl::StrCat("password_file: ", password_file_, " ", why));
}

absl::StatusOr<PgHandle> PgConninfo::Begin() const {
  const absl::StatusOr<std::string> password = ReadPassword();
  if (!password.ok()) return password.status();
  // "dbname" is read as a whole connection string; what follows goes before it.
  const char* const keywords[] = {"fallback_application_name", "dbname", "client_encoding",
                                  password->empty() ? nullptr : "password", nullptr};
  const char* const values[] = {"complaint-server", conninfo_.c_str(), "UTF8", password->c_str(),
                                nullptr};
  PgHandle connection(PQconnectStartParams(keywords, values, /*expand_dbname=*/1));
  if (connection == nullptr) return absl::ResourceExhaustedError("no memory for a connection");
  if (PQstatus(connection.get()) == CONNECTION_BAD) return PgConnectionError(connection.get());
  // For the codes in the errors of PQconnectPoll.
  PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
  PQsetNoticeReceiver(connection.get(), &LogNotice, nullptr);
  return connection;
}

absl::StatusOr<PgHandle> PgConninfo::Connect(absl::Duration time_max,
                                             const std::atomic<bool>& abandoned) const {
  absl::StatusOr<PgHandle> connection = Begin();
  if (!connection.ok()) return connection;
  // From here: a resolver that answers late is no fault of the database's.
  const SteadyTime give_up = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(time_max);
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  while (status != PGRES_POLLING_OK) {
    const short events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    const bool is_ready = WaitFor(PQsocket(connection->get()), events, give_up);
    if (!is_ready || abandoned) {
      return absl::UnavailableError("the database does not let us in in time");
    }
    // libpq may go on to another address with another socket.
    status = PQconnectPoll(connection->get());
    if (status == PGRES_POLLING_FAILED) return PgConnectionError(connection->get());
  }
  return connection;
}

absl::Status PgConnectionError(const PGconn* connection) {
  return ToPgConnectionStatus(PQerrorMessage(connection));
}

absl::Status ToPgConnectionStatus(std::string_view said) {
  // Where in the server's source it says so.
  said = said.substr(0, said.find("\nLOCATION"));
  const absl::string_view message = absl::StripAsciiWhitespace({said.data(), said.size()});
  for (const char* refusal : kRefusals) {
    if (absl::StrContains(message, refusal)) return absl::FailedPreconditionError(message);
  }
  return absl::UnavailableError(message);
}

}  // namespace imageco::bridge::ledger
