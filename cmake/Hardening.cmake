# What makes a fault of memory hard to use (docs/security.md), in builds that are for use; and
# programs that are installed stripped, with what a debugger wants beside them.

include(CheckCXXCompilerFlag)

check_cxx_compiler_flag(-fcf-protection HAS_CF_PROTECTION)
set(for_use "$<CONFIG:Release,RelWithDebInfo,MinSizeRel>")
add_compile_options(
  "$<${for_use}:-fstack-protector-strong;-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>"
  "$<$<AND:${for_use},$<BOOL:${HAS_CF_PROTECTION}>>:-fcf-protection>")
add_link_options("$<${for_use}:-Wl,-z,relro,-z,now>")

# imageco_install_program(NAME [EXCLUDE_FROM_ALL]): as the component of that name. One for use is
# stripped; .debug/NAME.debug beside it is where gdb looks for the rest.
function(imageco_install_program name)
  install(TARGETS ${name} RUNTIME COMPONENT ${name} ${ARGN})
  if(NOT CMAKE_OBJCOPY)
    return()
  endif()
  install(CODE "
    if(CMAKE_INSTALL_CONFIG_NAME MATCHES \"Rel\")
      set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")
      set(debug .debug/${name}.debug)
      file(MAKE_DIRECTORY \"\${folder}/.debug\")
      execute_process(COMMAND \"${CMAKE_OBJCOPY}\" --only-keep-debug ${name} \${debug}
                      WORKING_DIRECTORY \"\${folder}\" COMMAND_ERROR_IS_FATAL ANY)
      execute_process(COMMAND \"${CMAKE_OBJCOPY}\" --strip-all --add-gnu-debuglink=\${debug} ${name}
                      WORKING_DIRECTORY \"\${folder}\" COMMAND_ERROR_IS_FATAL ANY)
    endif()" COMPONENT ${name} ${ARGN})
endfunction()
