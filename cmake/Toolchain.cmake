# How our own code is compiled. `imageco_module` is the one way to add a library of ours.

if(PROJECT_IS_TOP_LEVEL)
  include(CTest)
endif()
include(GNUInstallDirs)
include(Layers)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(IMAGECO_WERROR "Warnings in our own code are errors" OFF)
set(IMAGECO_SANITIZE "" CACHE STRING "Sanitizers for our own code: address,undefined or thread")

if(PROJECT_IS_TOP_LEVEL)
  find_program(CCACHE ccache)
endif()
if(PROJECT_IS_TOP_LEVEL AND CCACHE)
  # What it has compiled serves every clone: no path that it compares, and (below) none that the
  # compiler writes, says where the clone stands. It does not compare -ffile-prefix-map (below): a new
  # one wants a new name here. The sloppiness is for precompiled headers, with -fpch-preprocess below.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_NAMESPACE=of-the-build-folder
      CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE}")
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
else()
  # The same programs from every folder: ./dev image. With a cache too, which makes paths relative to the
  # build folder. Of two that fit, the compiler takes the last.
  file(RELATIVE_PATH ROOT_OF_BUILD "${PROJECT_BINARY_DIR}" "${PROJECT_SOURCE_DIR}")
  add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=${ROOT_OF_BUILD}
                      -ffile-prefix-map=${PROJECT_BINARY_DIR}/=)
endif()

if(PROJECT_IS_TOP_LEVEL)
  find_program(MOLD mold)
endif()
if(PROJECT_IS_TOP_LEVEL AND MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()

if(IMAGECO_SANITIZE)
  add_compile_options(-fsanitize=${IMAGECO_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${IMAGECO_SANITIZE})
  if(IMAGECO_SANITIZE MATCHES "undefined")
    # A fifth of the time to compile, for what AddressSanitizer sees too, or x86-64 does not mind.
    add_compile_options(-fno-sanitize=alignment,null,object-size)
  endif()
endif()

include(Hardening)

# What people write is held to these; generated code is not.
add_library(imageco_warnings INTERFACE)
target_compile_options(imageco_warnings INTERFACE -Wall -Wextra)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 cries wolf over what stands in a std::optional.
  target_compile_options(imageco_warnings INTERFACE -Wno-maybe-uninitialized)
  if(CMAKE_UNITY_BUILD)
    # A .cc file that is compiled with others looks like a header to it.
    target_compile_options(imageco_warnings INTERFACE -Wno-subobject-linkage)
  endif()
endif()
if(IMAGECO_WERROR)
  target_compile_options(imageco_warnings INTERFACE -Werror)
endif()

# imageco_module(NAME SOURCES ... [DEPENDS ...]): a static library with the repository as its
# include root. Linking is how one folder is allowed to include another.
function(imageco_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${arg_DEPENDS} PRIVATE imageco_warnings)
  imageco_note_layer(${name} ${arg_DEPENDS})
endfunction()

# imageco_define_path(SOURCE NAME PATH): for that file alone, since no other clone can use what was
# compiled with a path of this one.
function(imageco_define_path source name path)
  set_property(SOURCE ${source} APPEND PROPERTY COMPILE_DEFINITIONS "${name}=\"${path}\"")
endfunction()

# How tests are compiled.
add_library(imageco_test_options INTERFACE)
target_link_libraries(imageco_test_options INTERFACE imageco_warnings)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(imageco_test_options INTERFACE -pthread -fpch-preprocess -O0)
endif()
if(IMAGECO_SANITIZE MATCHES "undefined")
  # A third of the time to compile them; what is tested has its checks.
  target_compile_options(imageco_test_options INTERFACE -fno-sanitize=undefined)
endif()

# What most tests include, compiled once for all of them.
function(imageco_test_headers name)
  file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/${name}.cc" "")
  add_library(${name} OBJECT "${CMAKE_CURRENT_BINARY_DIR}/${name}.cc")
  target_link_libraries(${name} PRIVATE GTest::gmock_main absl::statusor absl::strings absl::time
                                        protobuf::libprotobuf imageco_test_options)
  target_precompile_headers(${name} PRIVATE <gmock/gmock.h> <gtest/gtest.h> <absl/status/statusor.h>
                            <absl/strings/str_cat.h> <absl/time/time.h>
                            <google/protobuf/message.h>)
endfunction()

# imageco_test(NAME SOURCES ... [DEPENDS ...] [GROUPED] [NO_THREADS]): a GoogleTest program, whose
# tests run in four processes: one for each test would cost more than what most of them do. GROUPED:
# the caller says which tests run together. NO_THREADS: ThreadSanitizer has nothing to see there.
function(imageco_test name)
  cmake_parse_arguments(arg "GROUPED;NO_THREADS" "" "SOURCES;DEPENDS" ${ARGN})
  imageco_note_layer(${name} ${arg_DEPENDS})
  if(arg_NO_THREADS AND IMAGECO_SANITIZE STREQUAL "thread")
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} GTest::gmock_main imageco_test_options)
  target_precompile_headers(${name} REUSE_FROM test_headers)
  if(arg_GROUPED)
    return()
  endif()
  foreach(shard RANGE 3)
    add_test(NAME ${name}_${shard} COMMAND ${name})
    set_tests_properties(${name}_${shard} PROPERTIES ENVIRONMENT
                         "GTEST_TOTAL_SHARDS=4;GTEST_SHARD_INDEX=${shard}")
  endforeach()
endfunction()
