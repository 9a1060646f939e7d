#!/usr/bin/env bash
# Writes the module as a Go module proxy serves it, below build/clients/go/proxy.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly PROXY=../../build/clients/go/proxy
version=$(sed -n 's/^const Version = "\(.*\)"$/v\1/p' complaint/version.go)
readonly version

mkdir -p "$PROXY"
proxy=$(cd "$PROXY" && pwd)
folder=$PWD
(cd internal/pack && go run -buildvcs=false . -folder "$folder" -version "$version" -proxy "$proxy")
(cd "$proxy" && find . -type f | sort)
