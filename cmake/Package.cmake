# The Debian package of the server: `./dev package`. Its component `complaint-bridge` is what stands beside
# the programs, for `cmake --install` too.

set(debian "${CMAKE_CURRENT_LIST_DIR}/debian")
set(doc "${CMAKE_INSTALL_DATADIR}/doc/complaint-bridge")
install(PROGRAMS "${PROJECT_SOURCE_DIR}/server/ledger/complaint-ledger" TYPE BIN
        COMPONENT complaint-bridge)
# systemd looks there, below /usr and below /usr/local.
install(FILES "${debian}/complaint-server.service" DESTINATION lib/systemd/system
        COMPONENT complaint-bridge)
install(FILES "${debian}/complaint-bridge.conf" DESTINATION lib/sysusers.d
        COMPONENT complaint-bridge)
install(FILES "${debian}/copyright" "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
        DESTINATION "${doc}" COMPONENT complaint-bridge)
install(FILES "${debian}/server.txtpb" DESTINATION "${doc}/examples" COMPONENT complaint-bridge)

set(CPACK_PACKAGE_NAME complaint-bridge)
set(CPACK_PACKAGE_VENDOR "Imageco")
set(CPACK_PACKAGE_CONTACT "Imageco")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Replies to consumers' WeChat complaints, each sent once")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL complaint-server complaintctl complaint-bridge)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PRE_BUILD_SCRIPTS "${debian}/move_debug.cmake")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_NAME complaint-bridge)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "ca-certificates, systemd | systemd-standalone-sysusers | systemd-sysusers")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "sqlite3")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql-client")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${debian}/postinst;${debian}/prerm;${debian}/postrm")
include(CPack)
