#include "clients/complaintctl/call/record_table.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_join.h"
#include "bridge/gateway/codec/utf8.h"
#include "clients/complaintctl/call/record_printer.h"
#include "clients/complaintctl/call/text_line.h"

namespace imageco::complaintctl {
namespace {

using complaint::v1::ReplyRecord;
using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

std::string ToSeconds(bool present, const Timestamp& time) {
  if (!present) return "-";
  Timestamp seconds = time;
  seconds.clear_nanos();
  return TimeUtil::ToString(seconds);
}

// What there is to say of a record beyond its state.
std::string Remark(const ReplyRecord& record) {
  std::vector<std::string> parts;
  if (!record.why().empty()) parts.push_back(record.why());
  if (record.has_result()) parts.push_back(ToText(record.result()));
  if (record.has_finding()) parts.push_back(ToText(record.finding()));
  return absl::StrJoin(parts, "; ");
}

size_t WidthOf(std::string_view cell) {
  return bridge::gateway::CountCodePoints(cell).value_or(cell.size());
}

}  // namespace

RecordTable::Row RecordTable::ToRow(const ReplyRecord& record) {
  Row row = {NameOf(record.state()),
             record.isspid(),
             record.transaction_id(),
             ToSeconds(record.has_claim_time(), record.claim_time()),
             ToSeconds(record.has_settle_time(), record.settle_time()),
             Remark(record)};
  for (std::string& cell : row) cell = Printable(cell);
  return row;
}

void RecordTable::Widen(const Row& row) {
  for (size_t i = 0; i < kColumns; ++i) widths_[i] = std::max(widths_[i], WidthOf(row[i]));
}

void RecordTable::PrintRow(const Row& row, std::ostream& stream) const {
  std::string line;
  for (size_t i = 0; i + 1 < kColumns; ++i) {
    line.append(row[i]).append(widths_[i] - WidthOf(row[i]) + 2, ' ');
  }
  line.append(row.back());
  line.erase(line.find_last_not_of(' ') + 1);
  stream << line << '\n';
}

void RecordTable::Print(const google::protobuf::RepeatedPtrField<ReplyRecord>& records,
                        std::ostream& stream) {
  std::vector<Row> rows;
  if (widths_[0] == 0) {
    rows.push_back({"STATE", "ISSPID", "TRANSACTION ID", "CLAIMED", "SETTLED", "WHY"});
  }
  for (const ReplyRecord& record : records) rows.push_back(ToRow(record));
  for (const Row& row : rows) Widen(row);
  for (const Row& row : rows) PrintRow(row, stream);
}

}  // namespace imageco::complaintctl
