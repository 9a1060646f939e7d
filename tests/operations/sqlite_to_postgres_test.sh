#!/usr/bin/env bash
# sqlite_to_postgres_test.sh REPOSITORY: makes a SQLite ledger and an empty PostgreSQL one by the
# tables that the program makes, runs the block of docs/operations.md that moves the records, and
# looks at what arrived. Starts a PostgreSQL of its own, on a Unix socket alone.
set -euo pipefail

readonly REPOSITORY=$1
readonly PROGRAMS=/usr/lib/postgresql/15/bin
readonly WORK=$(mktemp -d)
as_postgres=()
[ "$(id -u)" != 0 ] || as_postgres=(setpriv --reuid postgres --regid postgres --clear-groups)

clean_up() {
  [ ! -f "$WORK/pg/postmaster.pid" ] ||
    "${as_postgres[@]}" "$PROGRAMS/pg_ctl" -D "$WORK/pg" -m immediate stop >/dev/null || true
  rm -rf "$WORK"
}
trap clean_up EXIT

fail() { echo "FAILED: $*" >&2; exit 1; }

# expect WHAT WANTED GIVEN
expect() { [ "$2" = "$3" ] || fail "$1: wanted '$2', got '$3'"; }

start_postgres() {
  chmod 755 "$WORK"
  mkdir "$WORK/pg"
  [ "$(id -u)" != 0 ] || chown postgres "$WORK/pg"
  "${as_postgres[@]}" "$PROGRAMS/initdb" -D "$WORK/pg" -U postgres -A trust -E UTF8 --locale C \
    --no-sync >/dev/null
  "${as_postgres[@]}" "$PROGRAMS/pg_ctl" -D "$WORK/pg" -w -l "$WORK/pg/log" \
    -o "-k $WORK/pg -c listen_addresses= -c fsync=off" start >/dev/null
  export PGHOST=$WORK/pg PGUSER=postgres PGDATABASE=postgres
}

# Statements that stand as raw strings in a source, in their order. $1: file, $2: delimiter
raw_strings() { perl -0777 -ne 'while (/R"'"$2"'\((.*?)\)'"$2"'"/gs) { print "$1;\n" }' "$1"; }

make_tables() {
  raw_strings "$REPOSITORY/bridge/ledger/sqlite/sqlite_schema.cc" sql | sqlite3 "$FILE"
  raw_strings "$REPOSITORY/bridge/ledger/postgres/pg_schema.cc" '' | grep -v has_table_privilege |
    psql -qX -v ON_ERROR_STOP=1 >/dev/null
}

# In every state, with all that CSV and bytea could trip over.
fill() {
  sqlite3 "$FILE" "
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

# The block as it stands in the documentation.
move() {
  sed -n '/sqlite_to_postgres_test.sh runs this block/,/^```$/p' "$REPOSITORY/docs/operations.md" |
    grep -v -e '^```' -e '^<!--' >"$WORK/block.sh"
  [ -s "$WORK/block.sh" ] || fail "docs/operations.md has no such block"
  FILE=$FILE HOME=$WORK/home TMPDIR=$WORK/tmp bash "$WORK/block.sh"
}

# A home whose settings would spoil the move, and a place for what it leaves behind.
make_places() {
  mkdir "$WORK/home" "$WORK/tmp"
  printf '.headers on\n.mode column\nSELECT 1;\n' >"$WORK/home/.sqliterc"
  printf '\\set AUTOCOMMIT off\n' >"$WORK/home/.psqlrc"
}

count() { psql -qXAt -c 'SELECT count(*) FROM replies'; }

# refuse WHAT WORDS: the block fails with these words, copies nothing and leaves nothing behind.
refuse() {
  local before=$(count)
  if move >"$WORK/said" 2>&1; then fail "$1 was taken"; fi
  grep -q "$2" "$WORK/said" || fail "$1: said '$(cat "$WORK/said")'"
  expect "records after $1" "$before" "$(count)"
  expect "files left by $1" "" "$(ls -A "$WORK/tmp")"
}

# Of the row whose transaction_id is $1, the expression $2.
of() { psql -qXAt -c "SELECT $2 FROM replies WHERE transaction_id = '$1'::bytea"; }

FILE=$WORK/replies.sqlite3
start_postgres
make_places
make_tables
fill

readonly GOOD=$FILE
FILE=$WORK/missing.sqlite3
refuse "a missing file" "no such table"
FILE=$WORK/corrupt.sqlite3
head -c 8192 "$GOOD" >"$FILE"
sqlite3 "$FILE" "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 99"
refuse "a corrupt file" "malformed"
FILE=$GOOD

expect "records copied" $'DO\nCOPY 5' "$(move)"
expect "files left" "" "$(ls -A "$WORK/tmp")"
expect state delivered "$(of delivered state)"
expect interface "reply picture" \
  "$(of delivered "convert_from(interface, 'UTF8')") $(of rejected "convert_from(interface, 'UTF8')")"
expect "claim time" "1718615102.000001" "$(of delivered 'extract(epoch FROM claim_time)')"
expect "settle time" "1718615103.999999" "$(of delivered 'extract(epoch FROM settle_time)')"
expect comment "$(sqlite3 "$FILE" "SELECT hex(result_comment) FROM replies WHERE transaction_id = 'delivered'")" \
  "$(of delivered "upper(encode(result_comment, 'hex'))")"
expect fingerprint 32 "$(of delivered 'length(fingerprint)')"
expect "no finding" t "$(of delivered 'finding_state IS NULL AND finding_time IS NULL')"
expect "HTTP status" 403 "$(of rejected http_status)"
expect fingerprint "$(printf 'ff%.0s' {1..32})" "$(of rejected "encode(fingerprint, 'hex')")"
expect why "connection reset" "$(of unknown "convert_from(why, 'UTF8')")"
expect finding "not_delivered alice it's, not shown" \
  "$(of again "finding_state || ' ' || convert_from(finding_by, 'UTF8') || ' ' || convert_from(finding_reason, 'UTF8')")"
expect "identity" "spiffe://merchant/ops" "$(of again "convert_from(finding_identity, 'UTF8')")"
expect "finding time" "1718615104.000000" "$(of again 'extract(epoch FROM finding_time)')"
expect "a claim that was left" unknown "$(of left state)"
expect "its settle time" t "$(of left "settle_time > now() - interval '1 hour'")"
expect "leases" 0 "$(psql -qXAt -c 'SELECT count(lease_until) + count(owner) FROM replies')"
refuse "a second copy" "records are there already"

# Of other records than those that are there: no key is there twice.
sqlite3 "$FILE" "UPDATE replies SET isspid = '2'"
refuse "a copy beside other records" "records are there already"
echo "5 records moved"
