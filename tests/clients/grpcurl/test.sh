#!/usr/bin/env bash
# test.sh BUILD_DIR: runs the commands of docs/grpcurl.md with the real grpcurl, which the page installs,
# against the stage of IMAGECO_STAGE, and then the one that ./dev up prints:
#   tests/clients/stage.py --build build/dev -- tests/clients/grpcurl/test.sh build/dev
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
page=$(python3 -B tests/clients/grpcurl/run_page.py docs/grpcurl.md) || true
echo "$page" | head -n -1
read -r passed _ failed _ <<<"$(echo "$page" | tail -1)"
if python3 -B tests/demo/up_test.py "$1" GrpcurlTest 2>&1; then
  passed=$((passed + 1))
else
  failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
