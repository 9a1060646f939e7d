#!/usr/bin/env bash
# image.sh BUILD_DIR OUT NAME TITLE PROGRAM...: the image NAME of those programs, the first of which it
# runs: an OCI archive OUT/NAME-VERSION-ARCHITECTURE.oci.tar, its bill of materials beside it, and what a
# debugger wants in OUT/NAME.debug. The same programs and packages give the same bytes, with the same
# SOURCE_DATE_EPOCH (the seconds that everything is dated) and REVISION (the commit that is told).
set -euo pipefail
: "${SOURCE_DATE_EPOCH:?}" "${REVISION:?}"
mkdir -p "$2"
readonly BUILD=$1 OUT=$(realpath "$2") NAME=$3 TITLE=$4
shift 4
readonly HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly USER_ID=65532
readonly STATE=var/lib/$NAME  # of the user, in the group 0
readonly CREATED=$(date --utc --date="@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
readonly ARCHITECTURE=$(dpkg --print-architecture)
readonly VERSION=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$BUILD/CMakeCache.txt")
readonly MADE=$OUT/$NAME-$VERSION-$ARCHITECTURE
readonly LABEL=org.opencontainers.image
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pack() {
  tar --format=posix --pax-option=delete=atime,delete=ctime --sort=name --mtime="@$SOURCE_DATE_EPOCH" \
    --numeric-owner --group=0 --file "$@"
}

make_layer() {
  cd "$work/root"
  pack "$work/layer.tar" --create --owner=0 --exclude="$STATE" -- *
  pack "$work/layer.tar" --append --owner="$USER_ID" -- "$STATE"
}

make_layout() {
  local image=$work/layout:$VERSION
  umoci init --layout "$work/layout"
  umoci new --image "$image"
  umoci raw add-layer --image "$image" --history.created "$CREATED" "$work/layer.tar"
  umoci config --image "$image" --no-history --created "$CREATED" --os linux \
    --architecture "$ARCHITECTURE" --config.user "$USER_ID:$USER_ID" --config.env PATH=/usr/bin \
    --config.entrypoint "/usr/bin/$1" --config.cmd --config --config.cmd "/etc/$NAME/config.json" \
    --config.label "$LABEL.title=$TITLE" --config.label "$LABEL.licenses=Apache-2.0" \
    --config.label "$LABEL.version=$VERSION" --config.label "$LABEL.revision=$REVISION"
  umoci gc --layout "$work/layout"
}

# What containerd and Docker call it once it is loaded.
name_layout() {
  jq --compact-output --arg name "docker.io/library/$NAME:$VERSION" \
    '.manifests[0].annotations["io.containerd.image.name"] = $name' "$work/layout/index.json" \
    >"$work/index.json"
  mv "$work/index.json" "$work/layout"
}

rm -rf "$OUT/$NAME.debug"
"$HERE/root.py" "$BUILD" "$work/root" "$OUT/$NAME.debug" "$NAME" "$@"
cp "$work/root/var/lib/db/sbom/$NAME.cdx.json" "$MADE.cdx.json"
(make_layer)
make_layout "$1"
name_layout
pack "$MADE.oci.tar" --create --owner=0 --mode=u=rwX,go=rX -C "$work/layout" blobs index.json oci-layout
