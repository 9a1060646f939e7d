#!/usr/bin/env bash
# generate.sh: writes the generated code that stands in the clients anew, from proto/. Java and C++
# generate theirs while they are built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for language in go python typescript; do "$language/generate.sh"; done
