#!/usr/bin/env bash
# test.sh: lints, packs the tarball into build/clients/typescript, and runs the package's tests; where
# IMAGECO_STAGE is set, the examples and the shared cases too. Last line: "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly PACKAGES=$(realpath -m ../../build/clients/typescript)
readonly REPORT=$PACKAGES/tests.tap

# Packs the tarball that the tests install, from a Git tag, as long as there is no registry that has it.
pack_from_a_tag() {
  local tagged status=0
  tagged=$(mktemp -d)
  ../../tests/install/tagged.sh "$tagged" &&
    (cd "$tagged/clients/typescript" && npm ci --silent &&
      npm pack --silent --pack-destination "$PACKAGES") || status=1
  rm -rf "$tagged"
  return "$status"
}

build() {
  npm ci --silent &&
    pack_from_a_tag &&
    npm run --silent build &&
    npm run --silent build:tests &&
    npm run --silent lint
}

run_tests() {
  node --test --test-timeout=200000 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$REPORT" \
    out/tests/*.test.js out/examples/*.test.js
}

# count KIND: of the report's last lines.
count() { sed -nE "s/^# $1 ([0-9]+)$/\1/p" "$REPORT" | tail -1; }

rm -rf "$PACKAGES"
mkdir -p "$PACKAGES"
if ! build; then
  echo "0 passed, 1 failed"
  exit 1
fi
ended_well=0
run_tests || ended_well=$?
[ -n "${IMAGECO_STAGE:-}" ] ||
  echo "IMAGECO_STAGE is unset: the examples and the shared cases were left out"
passed=$(count pass)
failed=$(($(count fail) + $(count cancelled)))
[ "$ended_well" = 0 ] || [ "$failed" != 0 ] || failed=1
printf '\n%s passed, %s failed\n' "${passed:-0}" "$failed"
[ "$failed" = 0 ] && [ "${passed:-0}" != 0 ]
