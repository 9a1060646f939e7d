#!/usr/bin/env bash
# run.sh BUILD_DIR FOLDER [PYTEST ARGUMENT...]: the tests in FOLDER against the programs of BUILD_DIR. Its
# last line is "N passed, N failed". What this machine lacks is left out and named, or fails with
# IMAGECO_LEAVE_OUT_NOTHING=1.
set -euo pipefail

readonly BUILD=$(realpath "$1")
readonly TESTS=$(realpath "$2")
shift 2
readonly HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly TOOLS=$HERE/../../build/chart
readonly REPORT=$BUILD/$(basename "$TESTS").xml

"$HERE/tools.sh" "$TOOLS"
rm -f "$REPORT"
"$TOOLS/python/bin/python" -B -m pytest --rootdir="$HERE" -c "$HERE/pytest.ini" --junitxml="$REPORT" \
  --build="$BUILD" --tools="$TOOLS" "$@" "$TESTS" || true
exec "$TOOLS/python/bin/python" "$HERE/count.py" "$REPORT"
