# Before the package is made: what a debugger wants goes beside it, not into it.
file(GLOB folder "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*/usr/bin/.debug")
file(GLOB debug_files "${folder}/*.debug")
file(COPY ${debug_files} DESTINATION "${CPACK_PACKAGE_DIRECTORY}/complaint-bridge.debug")
file(REMOVE_RECURSE "${folder}")
