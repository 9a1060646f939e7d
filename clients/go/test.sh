#!/usr/bin/env bash
# Every test of the Go client. Under tests/clients/stage.py also those against the real server. The
# last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

mkdir -p ../../build/clients/go
build=$(cd ../../build/clients/go && pwd)
readonly build
passed=0
failed=0

# count NAME COMMAND...: one test.
count() {
  local name=$1 status
  shift
  "$@" # not as a condition, in which "set -e" would not count
  status=$?
  if [ "$status" = 0 ]; then
    passed=$((passed + 1))
    echo "ok     $name"
  else
    failed=$((failed + 1))
    echo "FAILED $name"
  fi
}

formatted() {
  local unformatted
  unformatted=$(gofmt -l .)
  [ -z "$unformatted" ] || { echo "$unformatted" && return 1; }
}

go_tests() {
  local log=$build/test.log status=0 bad
  go test -race -count=1 -v ./... >"$log" 2>&1 || status=$?
  grep -vE '^ *(=== |$)|no test files' "$log"
  bad=$(grep -cE '^ *--- FAIL: ' "$log")
  [ "$status" = 0 ] || [ "$bad" != 0 ] || bad=1 # it did not build, or ran no test to its end
  passed=$((passed + $(grep -cE '^ *--- PASS: ' "$log")))
  failed=$((failed + bad))
}

# A project outside of the tree gets the packed module from a proxy and runs the first example.
consumer() (
  set -e
  version=$(sed -n 's/^const Version = "\(.*\)"$/v\1/p' complaint/version.go)
  license=$(realpath ../../LICENSE)
  project=$(mktemp -d)
  trap 'chmod -R u+w "$project" && rm -rf "$project"' EXIT
  # What was downloaded before serves as a proxy too. The cache is new, so that this module's is not old.
  downloaded=$(go env GOMODCACHE)/cache/download
  GOPROXY="file://$build/proxy,file://$downloaded,$(go env GOPROXY)"
  export GOPROXY GOFLAGS="-mod=mod -modcacherw -buildvcs=false" GONOSUMDB=complaint.imageco \
    GOMODCACHE="$project/cache"
  mkdir "$project/shop"
  cp example/reply/main.go "$project/shop"
  cp complaint/complainttest/example_test.go "$project/shop/shop_test.go"
  sed -i 's/^package complainttest_test$/package main/' "$project/shop/shop_test.go"
  cd "$project/shop"
  go mod init shop.example/orders
  go get -t "complaint.imageco/go@$version"
  go test .
  go build -o shop .
  cmp "$(go list -m -f '{{.Dir}}' complaint.imageco/go)/LICENSE" "$license"
  [ -z "${IMAGECO_STAGE:-}" ] || ./shop "$(plain_address)"
)

# The same by a Git tag, as go.mod names it while the module is on no proxy: the host is somebody's.
from_a_tag() (
  set -e
  work=$(mktemp -d)
  trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
  version=v$(../../tests/install/tagged.sh "$work/repository")
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="url.file://$work/repository.insteadOf" \
    GIT_CONFIG_VALUE_0=https://git.example/imageco/complaint-bridge
  GOPROXY="file://$(go env GOMODCACHE)/cache/download,$(go env GOPROXY)"
  export GOPROXY GOFLAGS="-mod=mod -modcacherw -buildvcs=false" GOPRIVATE=git.example \
    GOMODCACHE="$work/cache"
  mkdir "$work/shop"
  cp example/reply/main.go "$work/shop"
  cd "$work/shop"
  go mod init shop.example/orders
  go mod edit -require "complaint.imageco/go@$version" -replace \
    "complaint.imageco/go=git.example/imageco/complaint-bridge.git/clients/go@$version"
  go mod tidy
  go build -o shop .
  [ -z "${IMAGECO_STAGE:-}" ] || ./shop "$(plain_address)"
)

plain_address() {
  sed -E 's/.*"plain": *\{"address": *"([^"]*)".*/\1/' <<<"$IMAGECO_STAGE"
}

count "gofmt" formatted
count "go vet" go vet ./...
go_tests
count "package" ./package.sh
count "a new project installs the package and runs the example" consumer
count "a new project installs it from a Git tag" from_a_tag
[ -n "${IMAGECO_STAGE:-}" ] ||
  echo "IMAGECO_STAGE is not set: nothing ran against the real server; see tests/clients/stage.py"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
