#!/usr/bin/env bash
# tagged.sh FOLDER: makes a Git repository of this tree, as it is, with the tags of a release: vVERSION,
# and clients/go/vVERSION, which Go wants for a module that stands in a folder. Prints VERSION.
set -euo pipefail

readonly ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly FOLDER=$1

run() { git -C "$FOLDER" -c user.name=test -c user.email=test@example -c commit.gpgsign=false "$@"; }

version=$(sed -n 's/^const Version = "\(.*\)"$/\1/p' "$ROOT/clients/go/complaint/version.go")
rm -rf "$FOLDER"
mkdir -p "$FOLDER"
(cd "$ROOT" && git ls-files -z --cached --others --exclude-standard |
  tar --null --files-from=- --ignore-failed-read -cf - 2>/dev/null) | tar -xf - -C "$FOLDER"
run init --quiet
run add --all
run commit --quiet --no-verify --message "Release $version"
run tag "v$version"
run tag "clients/go/v$version"
echo "$version"
