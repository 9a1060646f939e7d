#!/usr/bin/env bash
# build.sh FOLDER: kube-apiserver, kubectl and helm of go.mod, from the Go module proxy, into FOLDER. Go's
# own cache keeps what is compiled; the first time takes half an hour of a processor and 5 GB.
set -euo pipefail

readonly FOLDER=$(mkdir -p "$1" && realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"

command -v go >/dev/null || { echo "chart-api: this machine lacks Go 1.26" >&2 && exit 1; }
for program in $(go list -f '{{.ImportPath}}' tool); do
  nice -n 19 go build -buildvcs=false -trimpath -ldflags '-s -w' -o "$FOLDER/" "$program"
done
