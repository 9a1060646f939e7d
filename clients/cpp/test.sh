#!/usr/bin/env bash
# test.sh [BUILD_DIR]: builds the client, runs its tests, packs it into build/clients/cpp, installs it,
# and builds programs outside of the tree against what is installed. With IMAGECO_STAGE (tests/clients/stage.py) it also
# goes through the shared cases and runs the examples against the real server. Its last line is
# "N passed, N failed".
set -euo pipefail

readonly HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly ROOT=$HERE/../..
readonly BUILD=$(realpath -m "${1:-$ROOT/build/dev}")
readonly OUT=$BUILD/clients/cpp
readonly TARGETS=(complaint_client_test complaint_conformance_test complaint_reply complaint_reply_async
  complaint_until_settled complaint_fake_test)
passed=0
failed=0

say() { printf '\n== clients/cpp: %s\n' "$*"; }

build() {
  say "building"
  [ -e "$BUILD/build.ninja" ] || (cd "$ROOT" && cmake --preset dev -B "$BUILD")
  ninja -C "$BUILD" "${TARGETS[@]}"
}

# count_one NAME COMMAND...: the command is one test.
count_one() {
  local name=$1
  shift
  say "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $name"
  fi
}

# count_all NAME PROGRAM: a GoogleTest program; those that it skips do not count.
count_all() {
  local name=$1 report="$OUT/$1.json" counts
  say "$name"
  rm -f "$report"
  "$2" --gtest_brief=1 --gtest_output="json:$report" || true
  counts=$(count_report "$report" || echo "0 1")
  passed=$((passed + ${counts% *}))
  failed=$((failed + ${counts#* }))
}

count_report() {
  python3 - "$1" <<'EOF'
import json, sys
tests = [t for s in json.load(open(sys.argv[1]))["testsuites"] for t in s["testsuite"]]
run = [t for t in tests if t["result"] == "COMPLETED"]
failed = [t for t in run if "failures" in t]
print(len(run) - len(failed), len(failed))
EOF
}

# server NAME MEMBER: of the stage.
server() {
  python3 -c 'import json, os, sys
print(json.loads(os.environ["IMAGECO_STAGE"])["servers"][sys.argv[1]][sys.argv[2]])' "$@"
}

example_reply() {
  "$OUT/example/complaint_reply" "$(server plain address)" | grep '^Delivered as .*: 0000 '
}

example_reply_async() {
  "$OUT/example/complaint_reply_async" "$(server plain address)" | sort | sed 's/ as .*/ as/' |
    diff - <(printf 'And as\nDelivered as\n')
}

# until_settled COMPLAINT_ID
until_settled() {
  "$OUT/example/complaint_until_settled" "$(server mtls address)" "$(server mtls ca_file)" \
    "$(server mtls certificate_file)" "$(server mtls private_key_file)" "$1"
}

example_until_settled() { until_settled 200201820200101080076610000 | grep '^Delivered as '; }

# Without a complaint: the example says what to mend.
example_refusal() {
  local output status=0
  output=$(until_settled "" 2>&1) || status=$?
  [ "$status" = 1 ] && grep '^complaint_id: ' <<<"$output"
}

build
count_all unit-tests "$BUILD/tests/clients/cpp/complaint_client_test"
count_one "example with the fake" "$OUT/example/complaint_fake_test"
for kind in static shared; do
  count_one "install, $kind" "$ROOT/tests/install/install_test.sh" "$kind" "$OUT/install-$kind"
done
mkdir -p "$ROOT/build/clients/cpp"
cp "$OUT"/install-static/package/*.{deb,tar.gz} "$ROOT/build/clients/cpp/" || true
if [ -n "${IMAGECO_STAGE:-}" ]; then
  count_all cases "$BUILD/tests/clients/cpp/conformance/complaint_conformance_test"
  count_one "example: reply" example_reply
  count_one "example: reply without blocking" example_reply_async
  count_one "example: until settled, over mTLS" example_until_settled
  count_one "example: a refusal" example_refusal
else
  say "no stage (IMAGECO_STAGE): the shared cases and the examples against a server are left out"
fi
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
