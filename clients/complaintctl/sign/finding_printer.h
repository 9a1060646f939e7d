#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_FINDING_PRINTER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_FINDING_PRINTER_H_

#include <ostream>
#include <vector>

#include "clients/complaintctl/sign/likely_cause.h"
#include "clients/complaintctl/sign/paste_doctor.h"

namespace imageco::complaintctl {

// What the doctor found, for people: of each message, and of all of them together. Gives whether
// all of them fit.
bool PrintFindings(const std::vector<Finding>& findings, std::ostream& stream);

// Why there is nothing that fits, and what to ask.
void PrintCauses(const std::vector<LikelyCause>& causes, std::ostream& stream);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_FINDING_PRINTER_H_
