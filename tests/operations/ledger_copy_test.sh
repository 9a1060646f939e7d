#!/usr/bin/env bash
# ledger_copy_test.sh REPOSITORY: complaint-ledger copies a ledger for its owner alone, and is fooled by
# nothing that is no copy of it.
set -euo pipefail

readonly REPOSITORY=$1
readonly WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
source "$REPOSITORY/tests/operations/ledger_files.sh"

# hold FILE: as a running server does, until WORK/hold is gone.
hold() {
  python3 - "$1" "$WORK/hold" <<'PYTHON' &
import os, sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA locking_mode = EXCLUSIVE")
connection.execute("BEGIN IMMEDIATE")
connection.execute("COMMIT")
open(sys.argv[2], "w").close()
while os.path.exists(sys.argv[2]):
    time.sleep(0.01)
PYTHON
  until [ -e "$WORK/hold" ]; do sleep 0.01; done
}

let_go() { rm "$WORK/hold" && wait; }

readonly FILE="$WORK/the merchant's.sqlite3"
readonly COPY="$WORK/the copy's.sqlite3"
make_places
make_ledger "$FILE"
fill "$FILE"

hold "$FILE"
refuse "a ledger in use" "is locked" copy "$FILE" "$COPY"
let_go

(umask 022 && tool copy "$FILE" "$COPY" >"$WORK/said")
grep -q "^records  5$" "$WORK/said" || fail "said '$(cat "$WORK/said")'"
grep -q "^  unknown 1$" "$WORK/said" || fail "said '$(cat "$WORK/said")'"
grep -q "^newest   2024-06-17T09:05:02Z$" "$WORK/said" || fail "said '$(cat "$WORK/said")'"
expect "mode and owner" "$(stat -c '%a %U %G' "$FILE")" "$(stat -c '%a %U %G' "$COPY")"
expect "mode" 600 "$(stat -c %a "$COPY")"
refuse "a place that is taken" "is there already" copy "$FILE" "$COPY"
expect "what it finds" "Holds what $FILE holds." "$(tool check "$COPY" "$FILE" | tail -1)"

# What `PRAGMA integrity_check` alone takes for sound.
: >"$WORK/empty.sqlite3"
sqlite3 "$WORK/other.sqlite3" "CREATE TABLE replies (isspid TEXT)"
make_ledger "$WORK/blank.sqlite3"
refuse "a missing file" "there is no such file" check "$WORK/missing.sqlite3"
[ ! -e "$WORK/missing.sqlite3" ] || fail "the missing file was made"
refuse "an empty file" "is empty" check "$WORK/empty.sqlite3"
refuse "another program's file" "is no ledger" check "$WORK/other.sqlite3"
refuse "a ledger without the records" "does not hold" check "$WORK/blank.sqlite3" "$FILE"
cp "$FILE" "$WORK/damaged.sqlite3"
damage "$WORK/damaged.sqlite3"
refuse "a damaged file" "is damaged" check "$WORK/damaged.sqlite3"
sqlite3 "$WORK/blank.sqlite3" "PRAGMA user_version = 2"
refuse "a ledger of an older program" "start complaint-server on it once" check "$WORK/blank.sqlite3"

sqlite3 "$FILE" "UPDATE replies SET state = 'delivered' WHERE state = 'unknown'"
refuse "an older copy" "does not hold" check "$COPY" "$FILE"

# What a crash left in the write-ahead log is copied too.
python3 - "$WORK" <<'PYTHON'
import shutil, sqlite3, sys
connection = sqlite3.connect(f"{sys.argv[1]}/the merchant's.sqlite3")
connection.execute("DELETE FROM replies WHERE transaction_id = 'left'")
connection.commit()
for end in ("", "-wal"):
    shutil.copy(f"{sys.argv[1]}/the merchant's.sqlite3{end}", f"{sys.argv[1]}/crashed.sqlite3{end}")
PYTHON
[ -s "$WORK/crashed.sqlite3-wal" ] || fail "there is no log to copy"
expect "records of a crashed server" "records  4" \
  "$(tool copy "$WORK/crashed.sqlite3" "$WORK/crashed-copy.sqlite3" | grep '^records')"

# misuse ARGUMENT...
misuse() {
  local status=0
  tool "$@" >/dev/null 2>&1 || status=$?
  expect "exit status of '$*'" 2 "$status"
}

misuse
misuse copy "$FILE"
misuse check
misuse to-postgres
misuse move a b
expect "its help" "usage: complaint-ledger copy FILE COPY" "$(tool --help | sed -n '1s/ *a backup.*//p')"
echo "copied and checked"
