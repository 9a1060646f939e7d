#!/usr/bin/env bash
# Every test of the Java client. Under tests/clients/stage.py also those against the real server. The
# package ends up in build/clients/java/repository, a Maven repository. The last line is
# "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

mkdir -p ../../build/clients/java
build=$(cd ../../build/clients/java && pwd)
readonly build
readonly package=$build/repository/com/imageco/complaint/complaint-client
project=$(mktemp -d)
readonly project
trap 'rm -rf "$project"' EXIT
passed=0
failed=0

# count NAME COMMAND...: one test.
count() {
  local name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "ok     $name"
  else
    failed=$((failed + 1))
    echo "FAILED $name"
  fi
}

maven() { mvn -q -B "$@"; }

# in_project ARGUMENT...: Maven in the project outside of the tree. Its local repository is its own, so
# that it gets the client from where it was published; what was downloaded before is at hand.
in_project() { maven -f "$project/pom.xml" -Dmaven.repo.local="$build/m2" "$@"; }

# sum_reports FOLDER: adds the counts of Surefire's reports.
sum_reports() {
  local counts
  counts=$(cat "$1"/TEST-*.xml 2>/dev/null | grep -oE '<testsuite .*' | awk '
    function number(name) { match($0, " " name "=\"[0-9]+"); return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) }
    { bad += number("errors") + number("failures"); all += number("tests"); left_out += number("skipped") }
    END { print all - bad - left_out, bad + 0 }')
  passed=$((passed + ${counts% *}))
  failed=$((failed + ${counts#* }))
}

# maven_tests FOLDER COMMAND...: one that fails without a failed test failed to build.
maven_tests() {
  local reports=$1/target/surefire-reports before=$failed status=0
  shift
  rm -rf "$reports"
  "$@" || status=1
  sum_reports "$reports"
  [ "$status" = 0 ] || [ "$failed" != "$before" ] || failed=$((failed + 1))
}

publish() {
  rm -rf "$build/repository"
  maven deploy -DskipTests -DaltDeploymentRepository="build::file://$build/repository"
}

# The contract and the service config are in the jar, and nothing else of proto/.
holds_the_contract() {
  local wanted
  wanted=$(cd ../../proto && ls imageco/complaint/v1/*.{json,proto} imageco/wire/v1/*.proto | sort)
  diff <(jar tf "$1" | grep '^imageco/.*[^/]$' | sort) <(echo "$wanted")
}

holds_the_license() {
  (cd "$build" && jar xf "$1" META-INF/LICENSE) && cmp "$build/META-INF/LICENSE" ../../LICENSE
}

published_whole() {
  local kind jar
  for kind in .jar -sources.jar -javadoc.jar .pom; do
    ls "$package"/*/*"$kind" >/dev/null || return 1
  done
  jar=$(ls "$package"/*/* | grep -E '/complaint-client-[0-9.]+\.jar$')
  holds_the_contract "$(ls "$package"/*/*-sources.jar)" &&
    holds_the_contract "$jar" && holds_the_license "$jar"
}

make_project() {
  cp -r examples/pom.xml examples/src "$project"
  sed -i "s|</project>|<repositories><repository><id>build</id><url>file://$build/repository</url></repository></repositories></project>|" \
    "$project/pom.xml"
  [ -d "$build/m2" ] || [ ! -d ~/.m2/repository ] || cp -r ~/.m2/repository "$build/m2"
  rm -rf "$build/m2/com/imageco"
}

# member SERVER NAME: of the stage.
member() {
  python3 -c 'import json, os, sys
print(json.loads(os.environ["IMAGECO_STAGE"])["servers"][sys.argv[1]][sys.argv[2]])' "$@"
}

# prints PATTERN MAIN ARGUMENT...: an example, from the project outside of the tree. Maven resets the
# colour in front of what it prints, whatever it is told.
prints() {
  local pattern=$1 main=$2 output
  shift 2
  output=$(in_project exec:java -Dexec.mainClass="$main" -Dexec.args="$*" | sed $'s/\e\\[[0-9;]*m//g')
  echo "$output"
  grep -qE "$pattern" <<<"$output"
}

# What stands on no registry: from a Git tag into the local repository, where the project finds it
# without a network.
from_a_tag() {
  local tagged
  tagged=$(mktemp -d)
  rm -rf "$build/m2/com/imageco"
  sed -i 's|<repositories>.*</repositories>||' "$project/pom.xml"
  ../../tests/install/tagged.sh "$tagged" &&
    maven -f "$tagged/clients/java/pom.xml" install -DskipTests -Dmaven.repo.local="$build/m2" &&
    rm -rf "$project/target" &&
    in_project --offline test
  local status=$?
  rm -rf "$tagged"
  return "$status"
}

maven_tests . maven verify
count "publishes" publish
count "the published package is whole" published_whole
make_project
maven_tests "$project" in_project test
if [ -n "${IMAGECO_STAGE:-}" ]; then
  count "the example replies" prints '[0-9a-f]{32} 0000 ' Reply "$(member plain address)"
  echo "a-token" >"$project/token"
  count "the example replies with a token" prints '^delivered: [0-9a-f]{32}$' TokenReply \
    "$(member tls address)" "$(member tls ca_file)" "$project/token"
  count "the example replies with mTLS" prints 'delivered: java-example$' SettledReply \
    "$(member mtls address)" "$(member mtls ca_file)" "$(member mtls certificate_file)" \
    "$(member mtls private_key_file)" java-example 已与用户沟通解决
else
  echo "IMAGECO_STAGE is not set: nothing ran against the real server; see tests/clients/README.md"
fi
count "a project gets it from a Git tag" from_a_tag
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
