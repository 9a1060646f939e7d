#!/usr/bin/env bash
# Writes the generated code and the service config anew from proto/. The same input gives the same
# bytes: every version is pinned.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly PROTOC_VERSION=3.21.12
readonly PROTOC_GEN_GO_VERSION=v1.36.12
readonly PROTOC_GEN_GO_GRPC_VERSION=v1.6.2
readonly MODULE=complaint.imageco/go
readonly PROTO=../../proto

tools=$(mkdir -p ../../build/tools/go && cd ../../build/tools/go && pwd)
readonly tools

found=$(protoc --version)
[ "$found" = "libprotoc $PROTOC_VERSION" ] || {
  echo "generate.sh: wants protoc $PROTOC_VERSION, found $found" >&2
  exit 1
}
GOBIN=$tools go install "google.golang.org/protobuf/cmd/protoc-gen-go@$PROTOC_GEN_GO_VERSION"
GOBIN=$tools go install \
  "google.golang.org/grpc/cmd/protoc-gen-go-grpc@$PROTOC_GEN_GO_GRPC_VERSION"

rm -rf imageco
PATH="$tools:$PATH" protoc -I "$PROTO" \
  --go_out=. --go_opt=module="$MODULE" \
  --go-grpc_out=. --go-grpc_opt=module="$MODULE" \
  "$PROTO"/imageco/wire/v1/*.proto "$PROTO"/imageco/complaint/v1/*.proto
cp "$PROTO/imageco/complaint/v1/service_config.json" complaint/service_config.json
