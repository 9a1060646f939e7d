#include "clients/complaintctl/call/record_printer.h"

#include <google/protobuf/util/time_util.h>

#include <string_view>

#include "absl/strings/str_cat.h"
#include "clients/complaintctl/call/text_line.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {

using complaint::v1::Finding;
using complaint::v1::ReplyRecord;
using google::protobuf::util::TimeUtil;

std::string NameOf(complaint::v1::ReplyState state) {
  const std::string name = complaint::v1::ReplyState_Name(state);
  constexpr std::string_view kPrefix = "REPLY_STATE_";
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : absl::StrCat(state);
}

std::string ToText(const Finding& finding) {
  const bool delivered = finding.verdict() == complaint::v1::VERDICT_DELIVERED;
  const std::string& identity = finding.settled_by_identity();
  const std::string who =
      absl::StrCat(finding.settled_by(), identity.empty() ? "" : absl::StrCat(" (", identity, ")"));
  return delivered ? Say("delivered, says $0: $1", who, finding.reason())
                   : Say("not delivered, says $0: $1", who, finding.reason());
}

void PrintLines(const ReplyRecord& record, std::ostream& stream) {
  PrintLine("isspid", record.isspid(), stream);
  PrintLine("transaction id", record.transaction_id(), stream);
  PrintLine("result", ToText(record.result()), stream);
  PrintLine("why", record.why(), stream);
  if (record.has_claim_time()) {
    PrintLine("claimed", TimeUtil::ToString(record.claim_time()), stream);
  }
  if (record.has_settle_time()) {
    PrintLine("settled", TimeUtil::ToString(record.settle_time()), stream);
  }
  if (!record.has_finding()) return;
  PrintLine("finding", ToText(record.finding()), stream);
  PrintLine("found", TimeUtil::ToString(record.finding().settle_time()), stream);
}

}  // namespace imageco::complaintctl
