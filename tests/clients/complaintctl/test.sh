#!/usr/bin/env bash
# test.sh BUILD_DIR: the cases of mistakes by complaintctl, against the stage of IMAGECO_STAGE:
#   tests/clients/stage.py --build build/dev -- tests/clients/complaintctl/test.sh build/dev
# Its own tests are complaintctl_test. The last line is "N passed, N failed".
set -euo pipefail

if [ -z "${IMAGECO_STAGE:-}" ]; then
  echo "IMAGECO_STAGE is not set: run under tests/clients/stage.py"
  echo "0 passed, 0 failed"
  exit 1
fi
exec python3 -B "$(dirname "${BASH_SOURCE[0]}")/mistakes.py" "$1/clients/complaintctl/complaintctl"
