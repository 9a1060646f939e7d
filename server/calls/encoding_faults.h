#ifndef IMAGECO_SERVER_CALLS_ENCODING_FAULTS_H_
#define IMAGECO_SERVER_CALLS_ENCODING_FAULTS_H_

#include <google/protobuf/descriptor.h>

#include <string_view>
#include <vector>

#include "bridge/gateway/message/validator.h"

namespace imageco::server {

// Why Protobuf does not read `bytes` as `message`: every text that is not UTF-8, and the field at
// which the encoding breaks. A fault that lies in no field is called by the message's name. Empty
// where all can be read.
std::vector<bridge::gateway::FieldFault> EncodingFaults(
    std::string_view bytes, const google::protobuf::Descriptor& message);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_ENCODING_FAULTS_H_
