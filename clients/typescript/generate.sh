#!/usr/bin/env bash
# Writes src/gen anew from proto/: messages, stubs and the service config.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly PROTO=../../proto
readonly TOOLS=../../build/tools/typescript
readonly GRPCIO_TOOLS=grpcio-tools==1.76.0                         # brings protoc
readonly GOOGLEAPIS=googleapis-common-protos==1.72.0               # brings google/rpc/*.proto

install_tools() {
  [ -d node_modules/ts-proto ] || npm ci --silent
  [ -f "$TOOLS/$GRPCIO_TOOLS+$GOOGLEAPIS" ] && return
  rm -rf "$TOOLS"
  python3 -m venv "$TOOLS"
  "$TOOLS/bin/pip" install --quiet "$GRPCIO_TOOLS" "$GOOGLEAPIS"
  touch "$TOOLS/$GRPCIO_TOOLS+$GOOGLEAPIS"
}

generate_stubs() {
  local packages
  packages=$(echo "$TOOLS"/lib/python3.*/site-packages)
  "$TOOLS/bin/python" -m grpc_tools.protoc \
    -I "$PROTO" -I "$packages" -I "$packages/grpc_tools/_proto" \
    --plugin=protoc-gen-ts_proto=node_modules/.bin/protoc-gen-ts_proto \
    --ts_proto_out=src/gen \
    --ts_proto_opt=env=node,outputServices=grpc-js,esModuleInterop=true,importSuffix=.js \
    --ts_proto_opt=stringEnums=true,enumsAsLiterals=true,exportCommonSymbols=false \
    --ts_proto_opt=emitImportedFiles=false \
    imageco/complaint/v1/complaint_service.proto imageco/complaint/v1/error_reason.proto \
    imageco/complaint/v1/identity_service.proto \
    imageco/complaint/v1/reply_admin_service.proto \
    google/rpc/status.proto google/rpc/error_details.proto \
    google/protobuf/any.proto google/protobuf/duration.proto google/protobuf/timestamp.proto
}

# The vendor's limits, for the fake: ts-proto leaves options of one's own out.
generate_field_rules() {
  local scratch
  scratch=$(mktemp -d)
  "$TOOLS/bin/python" -m grpc_tools.protoc -I "$PROTO" --python_out="$scratch" \
    imageco/wire/v1/wire.proto imageco/complaint/v1/complaint_service.proto
  PYTHONPATH=$scratch "$TOOLS/bin/python" -B field_rules.py >src/gen/field_rules.ts
  rm -r "$scratch"
}

generate_service_config() {
  {
    echo '// The service config of every client: proto/imageco/complaint/v1/service_config.json.'
    printf 'export const serviceConfig = `'
    cat "$PROTO/imageco/complaint/v1/service_config.json"
    echo '`;'
  } >src/gen/service_config.ts
}

install_tools
rm -rf src/gen
mkdir -p src/gen
generate_stubs
generate_field_rules
generate_service_config
