#ifndef IMAGECO_CLIENTS_CPP_FAKE_FIELD_RULES_H_
#define IMAGECO_CLIENTS_CPP_FAKE_FIELD_RULES_H_

#include <vector>

#include "imageco/complaint/error.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::complaint::testing {

// Every field at fault, as the bridge names them, by the vendor's limits in the proto's options. An
// isspid may be empty, as where a bridge serves one merchant.
std::vector<FieldViolation> ViolationsIn(const v1::ReplyRequest& request);

}  // namespace imageco::complaint::testing

#endif  // IMAGECO_CLIENTS_CPP_FAKE_FIELD_RULES_H_
