#!/usr/bin/env bash
# build.sh FOLDER: kube-apiserver, kubectl and helm of go.mod, from the Go module proxy, into FOLDER. Go's
# own cache keeps what is compiled; the first time takes half an hour of a processor and 5 GB.
set -euo pipefail

readonly FOLDER=$(mkdir -p "$1" && realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"

command -v go >/dev/null || { echo "chart-api: this machine lacks Go 1.26" >&2 && exit 1; }
# Which a build from modules does not know by itself, and Helm asks: charts say what they run on.
readonly KUBERNETES=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
readonly HELM=$(go list -m -f '{{.Version}}' helm.sh/helm/v4)
IFS=. read -r major minor _ <<<"${KUBERNETES#v}"
readonly OF_KUBERNETES=k8s.io/component-base/version
readonly FLAGS=(
  -s -w
  -X "$OF_KUBERNETES.gitVersion=$KUBERNETES"
  -X "$OF_KUBERNETES.gitMajor=$major"
  -X "$OF_KUBERNETES.gitMinor=$minor"
  -X "helm.sh/helm/v4/internal/version.version=$HELM"
)
for program in $(go list -f '{{.ImportPath}}' tool); do
  nice -n 19 go build -buildvcs=false -trimpath -ldflags "${FLAGS[*]}" -o "$FOLDER/" "$program"
done
