#!/usr/bin/env bash
# run.sh BUILD_DIR [SUITE...]: the clients' own tests, and the shared cases against the real server and
# the sandbox; by default every suite. A suite whose toolchain is not on this machine is left out and
# named, or fails with IMAGECO_LEAVE_OUT_NOTHING=1. Its last line is "N passed, N failed".
set -euo pipefail

readonly BUILD=$(realpath "$1")
shift
readonly HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly CLIENTS=$HERE/../../clients
readonly SUITES=(cpp go java python typescript complaintctl grpcurl)
passed=0
failed=0
left_out=()

script_of() {
  case "$1" in
    complaintctl | grpcurl) echo "$HERE/$1/test.sh" ;;
    cpp | go | java | python | typescript) echo "$CLIENTS/$1/test.sh" ;;
    *) echo "no such suite: $1 (${SUITES[*]})" >&2 && return 2 ;;
  esac
}

# at_least WANTED GIVEN: versions.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -1)" = "$1" ]; }

# lacks SUITE: what its toolchain lacks here; nothing where it is complete.
lacks() {
  case "$1" in
    go | grpcurl)
      command -v go >/dev/null && at_least 1.26 "$(go env GOVERSION | sed 's/^go//')" || echo "Go 1.26"
      ;;
    java)
      command -v mvn >/dev/null && at_least 17 "$(javac -version 2>&1 | sed 's/javac //')" ||
        echo "a JDK 17 and Maven 3.8"
      ;;
    python) python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null ||
      echo "Python 3.9 with venv" ;;
    typescript)
      command -v npm >/dev/null && at_least 20.19 "$(node --version | sed 's/^v//')" ||
        echo "Node.js 20.19 and npm"
      ;;
  esac
}

log_of() { echo "$BUILD/clients-$1.log"; }

# start SUITE: in the background, two at a time, since they mostly wait.
start() {
  local script log
  script=$(script_of "$1") || exit 2
  log=$(log_of "$1")
  while [ "$(jobs -pr | wc -l)" -ge 2 ]; do wait -n || true; done
  echo "== clients: $1, see $log"
  python3 "$HERE/stage.py" --build "$BUILD" -- "$script" "$BUILD" >"$log" 2>&1 &
}

# count SUITE: what its log ends with. Shows the log of one that failed.
count() {
  local log counts
  log=$(log_of "$1")
  counts=$(tail -1 "$log" | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p')
  [ -n "$counts" ] || counts="0 1"
  passed=$((passed + ${counts% *}))
  failed=$((failed + ${counts#* }))
  echo "== clients: $1: ${counts% *} passed, ${counts#* } failed"
  [ "${counts#* }" = 0 ] || { cat "$log" && echo "FAILED clients: $1, see $log"; }
}

leave_out() {
  left_out+=("$1: this machine lacks $2")
  [ "${IMAGECO_LEAVE_OUT_NOTHING:-}" = "" ] || failed=$((failed + 1))
}

[ $# -gt 0 ] || set -- "${SUITES[@]}"
started=()
for suite in "$@"; do
  missing=$(lacks "$suite")
  if [ -z "$missing" ]; then start "$suite" && started+=("$suite"); else leave_out "$suite" "$missing"; fi
done
wait
for suite in "${started[@]}"; do count "$suite"; done
for reason in "${left_out[@]}"; do echo "LEFT OUT clients: $reason"; done
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ $((passed + ${#left_out[@]})) != 0 ]
