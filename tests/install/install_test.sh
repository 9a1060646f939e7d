#!/usr/bin/env bash
# install_test.sh static|shared WORK_DIR: builds nothing but the C++ client, installs it (static: from
# its package, as a user gets it), and builds programs outside of the tree against what is installed,
# by CMake and by pkg-config. Packages stay in WORK_DIR/package.
set -euo pipefail

readonly KIND=$1
mkdir -p "$2"
readonly WORK=$(realpath "$2")
readonly HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly ROOT=$HERE/../..
readonly PREFIX=$WORK/prefix
readonly EXPECTED=已与用户沟通解决

say() { printf '\n-- %s\n' "$*"; }

build() {
  say "Building the client alone, $KIND"
  local shared=OFF
  [ "$KIND" = static ] || shared=ON
  cmake -S "$ROOT" -B "$WORK/build" -G Ninja -DIMAGECO_CLIENT_ONLY=ON -DCMAKE_BUILD_TYPE=Release \
    -DBUILD_SHARED_LIBS=$shared -DIMAGECO_WERROR=ON
  cmake --build "$WORK/build"
}

install_from_package() {
  rm -rf "$WORK/package"
  (cd "$WORK/build" && cpack -G TGZ -B "$WORK/package")
  (cd "$WORK/build" && cpack -G DEB -B "$WORK/package" -D CPACK_PACKAGING_INSTALL_PREFIX=/usr)
  mkdir -p "$PREFIX"
  tar -xzf "$WORK"/package/*.tar.gz -C "$PREFIX" --strip-components=1
  dpkg-deb --info "$WORK"/package/*.deb | grep '^ Depends: libgrpc++-dev'
  dpkg-deb --contents "$WORK"/package/*.deb | grep '/usr/include/imageco/complaint/client.h'
  dpkg-deb --fsys-tarfile "$WORK"/package/*.deb |
    tar -xO ./usr/share/doc/libimageco-complaint-dev/LICENSE | cmp - "$ROOT/LICENSE"
}

install() {
  say "Installing"
  rm -rf "$PREFIX"
  if [ "$KIND" = static ]; then
    install_from_package
  else
    cmake --install "$WORK/build" --component client --prefix "$PREFIX"
  fi
}

# Every header stands on its own, in C++17, on the standard library alone.
check_headers() {
  say "Headers"
  local header
  (cd "$PREFIX/include" && find imageco -name '*.h') | while read -r header; do
    echo "#include <$header>" | g++ -std=c++17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
      -I "$PREFIX/include" -x c++ -
    if echo "#include <$header>" | g++ -std=c++17 -M -I "$PREFIX/include" -x c++ - |
      grep -E '/(grpc|grpcpp|google|absl)/'; then
      echo "$header includes that" && return 1
    fi
  done
}

# expect COMMAND: it prints what the consumer of the reply saw.
expect() { [ "$("$@")" = "$EXPECTED" ]; }

consume_by_cmake() {
  say "A program built by CMake"
  rm -rf "$WORK/cmake"
  cmake -S "$HERE/consumer" -B "$WORK/cmake" -G Ninja -DCMAKE_PREFIX_PATH="$PREFIX"
  cmake --build "$WORK/cmake"
  expect "$WORK/cmake/consumer"
}

consume_by_pkg_config() {
  say "A program built by pkg-config"
  rm -rf "$WORK/make"
  mkdir "$WORK/make"
  local configs
  configs=$(dirname "$(find "$PREFIX" -name imageco-complaint.pc)")
  PKG_CONFIG_PATH=$configs pkg-config --atleast-version=1.0.0 imageco-complaint
  PKG_CONFIG_PATH=$configs make -C "$HERE/consumer" OUT="$WORK/make"
  expect "$WORK/make/consumer"
}

# The examples by their own CMakeLists.txt, copied away from the tree.
build_examples() {
  say "The examples"
  rm -rf "$WORK/example"
  cp -r "$ROOT/clients/cpp/example" "$WORK/example"
  cmake -S "$WORK/example" -B "$WORK/example/build" -G Ninja -DCMAKE_PREFIX_PATH="$PREFIX"
  cmake --build "$WORK/example/build"
  "$WORK/example/build/complaint_fake_test"
}

# By FetchContent, from a tag. Nothing of ours is installed with it.
fetch() {
  say "A program that fetches the client"
  local version
  rm -rf "$WORK/fetched" "$WORK/fetched-prefix"
  version=$("$HERE/tagged.sh" "$WORK/repository")
  cmake -S "$HERE/fetched" -B "$WORK/fetched" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DREPOSITORY="file://$WORK/repository" -DTAG="v$version" -DCONSUMER="$HERE/consumer/consumer.cc" \
    -DCMAKE_CXX_COMPILER_LAUNCHER="$(command -v ccache || true)"
  cmake --build "$WORK/fetched"
  expect "$WORK/fetched/consumer"
  cmake --install "$WORK/fetched" --prefix "$WORK/fetched-prefix"
  [ "$(cd "$WORK/fetched-prefix" && find . -type f)" = ./bin/consumer ]
}

build
install
check_headers
consume_by_cmake
consume_by_pkg_config
build_examples
[ "$KIND" = shared ] || fetch
say "$KIND: everything installs and builds"
