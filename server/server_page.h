#ifndef IMAGECO_SERVER_SERVER_PAGE_H_
#define IMAGECO_SERVER_SERVER_PAGE_H_

#include "bridge/program/program_page.h"

namespace imageco::server {

// All that complaint-server takes.
bridge::program::ProgramPage ServerPage();

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_SERVER_PAGE_H_
