#include "bridge/ledger/sqlite/sqlite_statement.h"

#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::ledger {
namespace {

// What the system said, where it said anything.
std::string SystemError(sqlite3* connection) {
  const int error = sqlite3_system_errno(connection);
  return error == 0 ? "" : absl::StrCat(": ", std::strerror(error));
}

std::string Describe(sqlite3* connection, int code) {
  switch (code) {
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_DIR_FSYNC:
      return absl::StrCat("fsync failed", SystemError(connection));
    case SQLITE_CANTOPEN:
      return absl::StrCat("cannot be opened", SystemError(connection));
    default:
      break;
  }
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process has it open";
    case SQLITE_NOTADB:
      return "is not a SQLite database";
    case SQLITE_CORRUPT:
      return "the file is corrupt";
    case SQLITE_IOERR:
      return absl::StrCat(sqlite3_errstr(code), " (", code, ")", SystemError(connection));
    default:
      return absl::StrCat(sqlite3_errmsg(connection), " (", code, ")");
  }
}

}  // namespace

absl::Status SqliteFault(sqlite3* connection, int code) {
  if ((code & 0xFF) == SQLITE_FULL) return absl::ResourceExhaustedError("the disk is full");
  return absl::UnavailableError(Describe(connection, code));
}

absl::StatusOr<bool> SqliteStatement::Step() {
  int code = std::exchange(bind_fault_, SQLITE_OK);
  if (code == SQLITE_OK) code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  // Described before the reset, which forgets it.
  sqlite3* connection = sqlite3_db_handle(statement_.get());
  absl::Status fault = code == SQLITE_DONE ? absl::OkStatus() : SqliteFault(connection, code);
  Reset();
  if (!fault.ok()) return fault;
  return false;
}

absl::Status SqliteStatement::Run() {
  for (;;) {
    const absl::StatusOr<bool> row = Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
  }
}

bool SqliteStatement::IsNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

int64_t SqliteStatement::Number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string SqliteStatement::Text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

int SqliteStatement::BindOne(int index, int64_t number) {
  return sqlite3_bind_int64(statement_.get(), index, number);
}

int SqliteStatement::BindOne(int index, const std::string& text) {
  return sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_TRANSIENT,
                             SQLITE_UTF8);
}

int SqliteStatement::BindOne(int index, std::span<const uint8_t> blob) {
  return sqlite3_bind_blob64(statement_.get(), index, blob.data(), blob.size(), SQLITE_TRANSIENT);
}

}  // namespace imageco::bridge::ledger
