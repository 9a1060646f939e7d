#!/usr/bin/env bash
# Runs the commands of docs/grpcurl.md with the real grpcurl, which the page installs, against the
# stage of IMAGECO_STAGE:
#   tests/clients/stage.py --build build/dev -- tests/clients/grpcurl/test.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

if [ -z "${IMAGECO_STAGE:-}" ]; then
  echo "IMAGECO_STAGE is not set: run under tests/clients/stage.py"
  echo "0 passed, 0 failed"
  exit 1
fi
mkdir -p build/tools/go
GOBIN=$PWD/build/tools/go
export GOBIN PATH="$GOBIN:$PATH"
exec python3 -B tests/clients/grpcurl/run_page.py docs/grpcurl.md
