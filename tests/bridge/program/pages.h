#ifndef IMAGECO_TESTS_BRIDGE_PROGRAM_PAGES_H_
#define IMAGECO_TESTS_BRIDGE_PROGRAM_PAGES_H_

#include "bridge/program/program_page.h"

namespace imageco::bridge::program {

// A program with a command of one word and one of two.
inline ProgramPage TwoCommands() {
  return {
      .name = "tool",
      .summary = "does things",
      .details = "Does things.\n",
      .commands = {
          {"do", "", "Does one.", "", {{"name", "TEXT", "A name."}, {"dry", "", "Do nothing."}}},
          {"look at",
           "FILE|-",
           "Looks.",
           "At a file.\n\n.rc is one; \\n is none, it's `so`.\n  as it stands\n",
           {{"item", "ID", "An item.", true}, {"output", "json|text", "How."}}}}};
}

inline ProgramPage SingleProgram() {
  return {
      .name = "serve-it",
      .summary = "serves",
      .details = "",
      .commands = {{"serve-it", "", "Serves.", "Exit code 0.\n", {{"config", "FILE", "What."}}}}};
}

}  // namespace imageco::bridge::program

#endif  // IMAGECO_TESTS_BRIDGE_PROGRAM_PAGES_H_
