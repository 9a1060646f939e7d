#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_PASTE_DOCTOR_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_PASTE_DOCTOR_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/complaintctl/sign/doctor.h"
#include "clients/complaintctl/sign/sign_material.h"

namespace imageco::complaintctl {

// What the doctor says of one message of a pasted text.
struct Finding {
  std::string_view kind;               // "request", "answer" or "message"
  std::vector<std::string> liberties;  // what was taken off the text; none: as it stands
  std::string key_liberty;             // what was taken off the key; empty: as it stands
  Diagnosis diagnosis;
};

// Finds every message in the material's text and diagnoses each in every way that it may have
// travelled, the one with the fewest liberties first, and by every key that the key file may mean.
// At least one; or why the text as it stands holds no message.
absl::StatusOr<std::vector<Finding>> ExaminePaste(const SignMaterial& material);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_PASTE_DOCTOR_H_
