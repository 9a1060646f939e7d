#include "bridge/ledger/sqlite/sqlite_database.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace imageco::bridge::ledger {
namespace {

std::string EscapeForUri(const std::string& path) {
  std::string escaped;
  for (const char byte : path) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(byte)) || byte == '/') {
      escaped.push_back(byte);
    } else {
      absl::StrAppendFormat(&escaped, "%%%02X", static_cast<unsigned char>(byte));
    }
  }
  return escaped;
}

}  // namespace

absl::StatusOr<SqliteDatabase> SqliteDatabase::Open(const std::string& file,
                                                    const std::string& vfs) {
  sqlite3* connection = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code =
      sqlite3_open_v2(file.c_str(), &connection, kFlags, vfs.empty() ? nullptr : vfs.c_str());
  SqliteDatabase database(connection);
  if (code != SQLITE_OK) return SqliteFault(connection, code);
  // SQLite is content with reading where it may not write.
  if (sqlite3_db_readonly(connection, "main") != 0) {
    return absl::UnavailableError("may not be written");
  }
  return database;
}

absl::StatusOr<SqliteDatabase> SqliteDatabase::OpenAlone(const std::string& file) {
  sqlite3* connection = nullptr;
  constexpr int kFlags =
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const std::string uri = absl::StrCat("file:", EscapeForUri(file), "?immutable=1");
  const int code = sqlite3_open_v2(uri.c_str(), &connection, kFlags, nullptr);
  SqliteDatabase database(connection);
  if (code != SQLITE_OK) return SqliteFault(connection, code);
  return database;
}

absl::Status SqliteDatabase::Execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteFault(connection_.get(), code);
}

absl::StatusOr<SqliteStatement> SqliteDatabase::Prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return SqliteFault(connection_.get(), code);
  return SqliteStatement(statement);
}

absl::StatusOr<SqliteStatement> SqliteDatabase::FirstRow(const std::string& sql) {
  absl::StatusOr<SqliteStatement> statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  const absl::StatusOr<bool> row = statement->Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::UnavailableError("SQLite gave no answer");
  return statement;
}

absl::StatusOr<std::string> SqliteDatabase::ReadText(const std::string& sql) {
  const absl::StatusOr<SqliteStatement> statement = FirstRow(sql);
  if (!statement.ok()) return statement.status();
  return statement->Text(0);
}

absl::StatusOr<int64_t> SqliteDatabase::ReadNumber(const std::string& sql) {
  const absl::StatusOr<SqliteStatement> statement = FirstRow(sql);
  if (!statement.ok()) return statement.status();
  return statement->Number(0);
}

void SqliteDatabase::TakeOverCheckpoints() {
  const auto note_pages = [](void* log_pages, sqlite3*, const char*, int pages) {
    *static_cast<int*>(log_pages) = pages;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(connection_.get(), note_pages, log_pages_.get());
}

absl::Status SqliteDatabase::Checkpoint(bool truncate) {
  int left = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(
      connection_.get(), "main", truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
      &left, &moved);
  if (code != SQLITE_OK) return SqliteFault(connection_.get(), code);
  *log_pages_ = 0;
  return absl::OkStatus();
}

void SqliteDatabase::KeepLogOnClose(bool keep) {
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr);
}

}  // namespace imageco::bridge::ledger
