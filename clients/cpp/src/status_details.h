#ifndef IMAGECO_CLIENTS_CPP_SRC_STATUS_DETAILS_H_
#define IMAGECO_CLIENTS_CPP_SRC_STATUS_DETAILS_H_

#include <string>

#include "imageco/complaint/error.h"

namespace imageco::complaint {

// Between an error and the bytes of grpc-status-details-bin.

// Takes what the bridge says; of it alone stand reason_name, metadata, violations and retry_delay.
void TakeDetails(const std::string& details, Error& error);

// As the bridge writes them.
std::string EncodeDetails(const Error& error);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_STATUS_DETAILS_H_
