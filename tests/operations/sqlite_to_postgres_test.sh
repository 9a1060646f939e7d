#!/usr/bin/env bash
# sqlite_to_postgres_test.sh REPOSITORY: makes a SQLite ledger and an empty PostgreSQL one by the
# tables that the program makes, moves the records by complaint-ledger, and looks at what arrived.
# Starts a PostgreSQL of its own, on a Unix socket alone.
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

source "$REPOSITORY/tests/operations/ledger_files.sh"

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

make_tables() {
  raw_strings "$REPOSITORY/bridge/ledger/postgres/pg_schema.cc" '' | grep -v has_table_privilege |
    psql -qX -v ON_ERROR_STOP=1 >/dev/null
}

count() { psql -qXAt -c 'SELECT count(*) FROM replies'; }

# refuse_move WHAT WORDS FILE: and copies nothing.
refuse_move() {
  local before=$(count)
  refuse "$1" "$2" to-postgres "$3"
  expect "records after $1" "$before" "$(count)"
}

# Of the row whose transaction_id is $1, the expression $2.
of() { psql -qXAt -c "SELECT $2 FROM replies WHERE transaction_id = '$1'::bytea"; }

readonly FILE=$WORK/replies.sqlite3
start_postgres
make_places
make_ledger "$FILE"
fill "$FILE"
refuse "a database without tables" 'relation "replies" does not exist' to-postgres "$FILE"
make_tables

refuse_move "a missing file" "there is no such file" "$WORK/missing.sqlite3"
cp "$FILE" "$WORK/damaged.sqlite3"
damage "$WORK/damaged.sqlite3"
refuse_move "a damaged file" "is damaged" "$WORK/damaged.sqlite3"

expect "what it says" "Copied 5 records." "$(tool to-postgres "$FILE")"
expect "records" 5 "$(count)"
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
refuse_move "a second copy" "records are there already" "$FILE"

# Of other records than those that are there: no key is there twice.
sqlite3 "$FILE" "UPDATE replies SET isspid = '2'"
refuse_move "a copy beside other records" "records are there already" "$FILE"
echo "5 records moved"
