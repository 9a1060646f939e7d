# For the tests here: makes ledgers in SQLite as the program makes them. Wants REPOSITORY and WORK.

readonly TOOL=$REPOSITORY/server/ledger/complaint-ledger

fail() { echo "FAILED: $*" >&2; exit 1; }

# expect WHAT WANTED GIVEN
expect() { [ "$2" = "$3" ] || fail "$1: wanted '$2', got '$3'"; }

# Statements that stand as raw strings in a source, in their order. $1: file, $2: delimiter
raw_strings() { perl -0777 -ne 'while (/R"'"$2"'\((.*?)\)'"$2"'"/gs) { print "$1;\n" }' "$1"; }

# make_ledger FILE
make_ledger() {
  local folder=$REPOSITORY/bridge/ledger/sqlite application version
  application=$(sed -n 's/.*kLedgerApplicationId = \(0x[0-9A-F]*\);/\1/p' "$folder/sqlite_schema.h")
  version=$(grep -c '^constexpr char kVersion' "$folder/sqlite_schema.cc")
  (umask 077 && raw_strings "$folder/sqlite_schema.cc" sql | sqlite3 "$1")
  sqlite3 "$1" "PRAGMA journal_mode = WAL" >/dev/null
  sqlite3 "$1" "PRAGMA application_id = $((application)); PRAGMA user_version = $version"
}

# fill FILE: in every state, with all that CSV and bytea could trip over.
fill() {
  sqlite3 "$1" "
    UPDATE ledger SET commits = 9;
    INSERT INTO replies VALUES
      ('1', 'delivered', 'reply', zeroblob(32), 1718615102000001, 'delivered', 1718615103999999, '0000',
       '回复成功, \"quoted\"' || char(10) || '\\x', 0, '', NULL, '', '', NULL, ''),
      ('1', 'rejected', 'picture', x'$(printf 'ff%.0s' {1..32})', 1, 'rejected', 2, '', '', 403, '', NULL, '',
       '', NULL, ''),
      ('1', 'unknown', 'reply', zeroblob(32), 1718615102000000, 'unknown', 1718615103000000, '', '', 0,
       'connection reset', NULL, '', '', NULL, ''),
      ('1', 'again', 'reply', zeroblob(32), 1718615102000000, 'not_delivered', 1718615104000000, '', '', 0,
       'connection reset', 'not_delivered', 'alice', 'it''s, not shown', 1718615104000000,
       'spiffe://merchant/ops'),
      ('1', 'left', 'reply', zeroblob(32), 1718615102000000, 'claimed', NULL, '', '', 0, '', NULL, '', '',
       NULL, '');"
}

# damage FILE: an index names a record that is not there, which `PRAGMA integrity_check` alone notices.
damage() {
  local page size
  page=$(sqlite3 "$1" "SELECT rootpage FROM sqlite_schema WHERE name = 'replies_by_time'")
  size=$(sqlite3 "$1" "PRAGMA page_size")
  perl -0777 -pi -e 'substr($_, '"$((page - 1)) * $size, $size"') =~ s/again/agaim/' "$1"
}

# A home whose settings would spoil what is done, and a place for what is left behind.
make_places() {
  mkdir "$WORK/home" "$WORK/tmp"
  printf '.headers on\n.mode column\nSELECT 1;\n' >"$WORK/home/.sqliterc"
  printf '\\set AUTOCOMMIT off\n' >"$WORK/home/.psqlrc"
}

tool() { HOME=$WORK/home TMPDIR=$WORK/tmp "$TOOL" "$@"; }

# refuse WHAT WORDS ARGUMENT...: the tool fails with these words, and leaves nothing behind.
refuse() {
  local what=$1 words=$2 status=0
  shift 2
  tool "$@" >"$WORK/said" 2>&1 || status=$?
  expect "exit status of $what" 1 "$status"
  grep -q "$words" "$WORK/said" || fail "$what: said '$(cat "$WORK/said")'"
  expect "files left by $what" "" "$(ls -A "$WORK/tmp")"
}
