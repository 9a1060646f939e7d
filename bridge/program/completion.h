#ifndef IMAGECO_BRIDGE_PROGRAM_COMPLETION_H_
#define IMAGECO_BRIDGE_PROGRAM_COMPLETION_H_

#include <string>

#include "bridge/program/program_page.h"

namespace imageco::bridge::program {

// What a shell completes: commands, their flags, files, and values of which there are few. For
// bash-completion's folder, and for one of zsh's fpath.
std::string BashCompletion(const ProgramPage& program);
std::string ZshCompletion(const ProgramPage& program);

}  // namespace imageco::bridge::program

#endif  // IMAGECO_BRIDGE_PROGRAM_COMPLETION_H_
