#!/usr/bin/env bash
# test.sh: builds the package, and tests it as it is installed: lint, types, tests with the newest and
# with the oldest of what it is built on, and from a project outside this tree. Where IMAGECO_STAGE is
# set, also against the real server. Its last line is "N passed, N failed". The wheel and the sdist
# are left in build/clients/python/dist.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly ROOT=$(realpath ../..)
readonly BUILD=$ROOT/build/clients/python
readonly DIST=$BUILD/dist
readonly NEWEST=$BUILD/newest
readonly OLDEST=$BUILD/oldest
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
passed=0
failed=0

say() { printf '\n-- %s\n' "$*"; }

# venv FOLDER ARGUMENT_OF_PIP...: made anew where pyproject.toml or the requirements changed.
venv() {
  local folder=$1 wanted
  shift
  wanted=$(cat pyproject.toml tests/*.txt | sha256sum)
  [ "$(cat "$folder/made-of" 2>/dev/null)" = "$wanted" ] && return
  python3 -m venv --clear "$folder"
  "$folder/bin/pip" install --quiet "$@"
  echo "$wanted" >"$folder/made-of"
}

install_wheel() { "$1/bin/pip" install --quiet --force-reinstall --no-deps "$DIST"/*.whl; }

# check NAME COMMAND...: one test.
check() {
  local name=$1
  shift
  say "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $name"
  fi
}

# run_pytest VENV NAME ARGUMENT...: adds the counts of its report.
run_pytest() {
  local python=$1/bin/python report="$BUILD/$2.xml" counts
  say "pytest, $2"
  shift 2
  rm -f "$report"
  "$python" -m pytest -q --junit-xml="$report" "$@" || true
  counts=$("$python" - "$report" <<'PYTHON'
import pathlib, sys, xml.etree.ElementTree as tree

report = pathlib.Path(sys.argv[1])
suites = list(tree.parse(report).iter("testsuite")) if report.exists() else []
total, skipped, bad = (
    sum(int(suite.get(name)) for suite in suites for name in names)
    for names in (["tests"], ["skipped"], ["failures", "errors"])
)
print(max(0, total - skipped - bad), bad if total - skipped > 0 else 1)
PYTHON
  )
  passed=$((passed + ${counts% *}))
  failed=$((failed + ${counts#* }))
}

build_package() {
  say "building"
  rm -rf "$DIST"
  "$NEWEST/bin/python" -m build --no-isolation --outdir "$DIST" . >"$BUILD/build.log" 2>&1 ||
    { cat "$BUILD/build.log"; return 1; }
  ls "$DIST"
}

# As the README has it, from somebody's host, which Git finds in a folder.
from_a_tag() {
  local work version status=0
  work=$(mktemp -d)
  version=$("$ROOT/tests/install/tagged.sh" "$work/repository") &&
    python3 -m venv "$work/venv" &&
    GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="url.file://$work/repository.insteadOf" \
      GIT_CONFIG_VALUE_0=https://git.example/imageco/complaint-bridge.git \
      "$work/venv/bin/pip" install --quiet "imageco-complaint @ git+https://git.example/imageco/complaint-bridge.git@v$version#subdirectory=clients/python" &&
    (cd examples && "$work/venv/bin/python" -c 'if True:
      import reply
      from imageco.complaint.testing import FakeComplaintService
      with FakeComplaintService() as fake:
          reply.main(fake.target)
          assert len(fake.replies) == 1') || status=1
  rm -rf "$work"
  return "$status"
}

mkdir -p "$BUILD"
venv "$NEWEST" -r tests/requirements.txt .
venv "$OLDEST" -r tests/oldest.txt pytest .
check "the package builds" build_package
install_wheel "$NEWEST"
install_wheel "$OLDEST"
check "ruff check" "$NEWEST/bin/ruff" check --no-cache .
check "ruff format" "$NEWEST/bin/ruff" format --no-cache --check .
check "mypy --strict" "$NEWEST/bin/mypy" --cache-dir "$BUILD/mypy" src examples
check "blocks of code in the READMEs" \
  python3 "$ROOT/tests/clients/snippets.py" README.md README.zh-CN.md
run_pytest "$NEWEST" newest tests examples
IMAGECO_STAGE='' run_pytest "$OLDEST" oldest tests examples
check "a project outside installs and uses it" tests/consumer.sh "$DIST"/*.whl "$NEWEST/bin/mypy"
check "a project outside installs it from a Git tag" from_a_tag

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
