#ifndef IMAGECO_BRIDGE_PROGRAM_MAN_PAGE_H_
#define IMAGECO_BRIDGE_PROGRAM_MAN_PAGE_H_

#include <string>
#include <string_view>

#include "bridge/program/program_page.h"

namespace imageco::bridge::program {

// The program's page of section 1, in the macros of man(7).
std::string ManPage(const ProgramPage& program, std::string_view version);

}  // namespace imageco::bridge::program

#endif  // IMAGECO_BRIDGE_PROGRAM_MAN_PAGE_H_
