#!/usr/bin/env bash
# Makes the generated code in src/imageco/{complaint,wire}/v1 and the package's copy of the service
# config anew from proto/. The tools are pinned; they stand in build/tools/python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The last whose code asks for no version of the protobuf and grpcio that it runs with.
readonly GRPC_TOOLS=grpcio-tools==1.62.3
# For the code only protoc counts; these are what protoc and the stub makers run on.
readonly GRPC_TOOLS_RUNTIME=(grpcio==1.62.3 protobuf==4.25.8 'setuptools<81')
# Its stubs tell what grpc.Channel and grpc.aio.Channel each make of a service's stub.
readonly STUB_TOOLS=(mypy-protobuf==5.1.0 protobuf==7.36.2)

readonly PROTO=../../proto
readonly TOOLS=../../build/tools/python
readonly OUT=src
readonly SERVICES=(
  imageco/complaint/v1/complaint_service.proto
  imageco/complaint/v1/identity_service.proto
  imageco/complaint/v1/reply_admin_service.proto
)
readonly MESSAGES=(
  imageco/complaint/v1/error_reason.proto
  imageco/wire/v1/wire.proto
)

# install VENV REQUIREMENT...: unless just these are there.
install() {
  local venv=$1
  shift
  [ "$(cat "$venv/requirements" 2>/dev/null)" = "$*" ] && return
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$@"
  echo "$*" >"$venv/requirements"
}

protoc() { "$TOOLS/bin/python" -m grpc_tools.protoc -I "$PROTO" "$@"; }

install "$TOOLS" "$GRPC_TOOLS" "${GRPC_TOOLS_RUNTIME[@]}"
install "$TOOLS/stubs" "${STUB_TOOLS[@]}"
find "$OUT" -name '*_pb2*.py' -delete -o -name '*_pb2*.pyi' -delete

protoc --python_out="$OUT" \
  --plugin=protoc-gen-mypy="$TOOLS/stubs/bin/protoc-gen-mypy" --mypy_out=quiet:"$OUT" \
  "${SERVICES[@]}" "${MESSAGES[@]}"
protoc --grpc_python_out="$OUT" \
  --plugin=protoc-gen-mypy_grpc="$TOOLS/stubs/bin/protoc-gen-mypy_grpc" \
  --mypy_grpc_out=quiet:"$OUT" "${SERVICES[@]}"

cp "$PROTO/imageco/complaint/v1/service_config.json" "$OUT/imageco/complaint/service_config.json"
