# What `find_package(imageco-complaint CONFIG)` and pkg-config find: component `client`.

include(CMakePackageConfigHelpers)

# A user may link a static library of ours into a shared one.
set(complaint_modules imageco_wire_proto imageco_complaint_proto imageco_complaint_grpc imageco_status_proto
    imageco_client)
set_target_properties(${complaint_modules} imageco_client_fake PROPERTIES
                      POSITION_INDEPENDENT_CODE ON)

# imageco_library(NAME OUTPUT <file name> EXPORT <name> MODULES ... DEPENDS ...)
function(imageco_library name)
  cmake_parse_arguments(arg "" "OUTPUT;EXPORT" "MODULES;DEPENDS" ${ARGN})
  list(TRANSFORM arg_MODULES REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
  add_library(${name} ${objects})
  add_library(imageco::${arg_EXPORT} ALIAS ${name})
  set_target_properties(${name} PROPERTIES
    LINKER_LANGUAGE CXX
    OUTPUT_NAME ${arg_OUTPUT}
    EXPORT_NAME ${arg_EXPORT}
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR})
  target_compile_features(${name} INTERFACE cxx_std_17)
  target_include_directories(${name} INTERFACE
    $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(${name} ${arg_DEPENDS})
  if(PROJECT_IS_TOP_LEVEL)
    install(TARGETS ${name} EXPORT imageco-complaint
            LIBRARY COMPONENT client NAMELINK_COMPONENT client
            ARCHIVE COMPONENT client)
  endif()
endfunction()

imageco_library(imageco_complaint OUTPUT imageco-complaint EXPORT complaint
                  MODULES ${complaint_modules}
                  DEPENDS PRIVATE gRPC::grpc++ protobuf::libprotobuf OpenSSL::Crypto)
imageco_library(imageco_complaint_fake OUTPUT imageco-complaint-fake EXPORT complaint_fake
                  MODULES imageco_client_fake
                  DEPENDS PUBLIC imageco_complaint PRIVATE gRPC::grpc++ protobuf::libprotobuf)

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

set(complaint_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/imageco-complaint")
configure_package_config_file(cmake/imageco-complaint-config.cmake.in
  imageco-complaint-config.cmake INSTALL_DESTINATION "${complaint_cmake_dir}")
write_basic_package_version_file(imageco-complaint-config-version.cmake
  COMPATIBILITY SameMajorVersion)

# Whoever links our static libraries links what they need, too.
if(BUILD_SHARED_LIBS)
  set(complaint_requires "Requires.private")
else()
  set(complaint_requires "Requires")
endif()
file(RELATIVE_PATH complaint_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
configure_file(cmake/imageco-complaint.pc.in imageco-complaint.pc @ONLY)
configure_file(cmake/imageco-complaint-fake.pc.in imageco-complaint-fake.pc @ONLY)

install(EXPORT imageco-complaint NAMESPACE imageco:: FILE imageco-complaint-targets.cmake
        DESTINATION "${complaint_cmake_dir}" COMPONENT client)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/imageco-complaint-config.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/imageco-complaint-config-version.cmake"
        DESTINATION "${complaint_cmake_dir}" COMPONENT client)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/imageco-complaint.pc"
              "${CMAKE_CURRENT_BINARY_DIR}/imageco-complaint-fake.pc"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT client)
install(DIRECTORY include/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT client)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/proto/imageco/complaint"
                  "${PROJECT_SOURCE_DIR}/proto/imageco/wire"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/imageco-complaint/proto/imageco" COMPONENT client)

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/libimageco-complaint-dev" COMPONENT client)

# `cpack -G TGZ`, `cpack -G DEB`.
if(IMAGECO_CLIENT_ONLY)
  set(CPACK_PACKAGE_NAME libimageco-complaint-dev)
  set(CPACK_PACKAGE_VENDOR "Imageco")
  set(CPACK_PACKAGE_CONTACT "Imageco")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
      "Replies to consumers' WeChat complaints through the complaint bridge")
  set(CPACK_PACKAGING_INSTALL_PREFIX "/")
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
  # The compiler plugin, because gRPC's package configuration looks whether it is there.
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "libgrpc++-dev, libprotobuf-dev, libssl-dev, protobuf-compiler-grpc")
  include(CPack)
endif()
