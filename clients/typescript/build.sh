#!/usr/bin/env bash
# Writes dist: ES modules, and in dist/cjs the same as CommonJS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

rm -rf dist
node_modules/.bin/tsc
node_modules/.bin/tsc -p tsconfig.cjs.json
echo '{ "type": "commonjs" }' >dist/cjs/package.json
