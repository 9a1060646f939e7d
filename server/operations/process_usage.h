#ifndef IMAGECO_SERVER_OPERATIONS_PROCESS_USAGE_H_
#define IMAGECO_SERVER_OPERATIONS_PROCESS_USAGE_H_

namespace imageco::server {

// Processor time of this process so far, of user and system.
double CpuSeconds();

// Memory of this process that is resident; 0 where the system does not tell.
double ResidentBytes();

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_PROCESS_USAGE_H_
