#!/usr/bin/env bash
# tools.sh FOLDER: what the chart's tests and generator need of PyPI, as FOLDER/python, and of npm, as
# FOLDER/node_modules where npm is there. Nothing where it is there already.
set -euo pipefail

readonly FOLDER=$1
readonly HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

mkdir -p "$FOLDER"
if ! cmp -s "$HERE/requirements.txt" "$FOLDER/requirements.txt"; then
  rm -rf "$FOLDER/python"
  python3 -m venv "$FOLDER/python"
  "$FOLDER/python/bin/pip" install --quiet --disable-pip-version-check -r "$HERE/requirements.txt"
  cp "$HERE/requirements.txt" "$FOLDER"
fi
if command -v npm >/dev/null && ! cmp -s "$HERE/package-lock.json" "$FOLDER/package-lock.json"; then
  cp "$HERE/package.json" "$HERE/package-lock.json" "$FOLDER"
  (cd "$FOLDER" && npm ci --silent --ignore-scripts) || { rm "$FOLDER/package-lock.json" && exit 1; }
fi
