#ifndef IMAGECO_SERVER_LIBRARY_LOG_H_
#define IMAGECO_SERVER_LIBRARY_LOG_H_

namespace imageco::server {

// From now on what gRPC and Protobuf have to say comes through our log, whatever bytes a peer made
// them say: as lines with the message "library", and "library", "text" and "source" as fields. A
// text is cut to 512 bytes; of each library ten lines a second are written, and how many more there
// were is told. Before the first use of gRPC; more than once does no harm.
//
// gRPC's GRPC_VERBOSITY says what reaches us at all: without it, errors. A line stands under its
// library's severity, save that one of a library that ends the process is an error.
void TakeLibraryLogs();

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_LIBRARY_LOG_H_
