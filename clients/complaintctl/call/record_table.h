#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_RECORD_TABLE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_RECORD_TABLE_H_

#include <google/protobuf/repeated_field.h>

#include <array>
#include <cstddef>
#include <ostream>
#include <string>

#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::complaintctl {

// A line for each record, in columns below one heading; times to the second. The last column, which
// says why or what an operator found, is as long as it is.
class RecordTable {
 public:
  // The next lines, and above the first ones the heading. Columns are as wide as the widest cell so
  // far: they may only grow from one call to the next.
  void Print(const google::protobuf::RepeatedPtrField<complaint::v1::ReplyRecord>& records,
             std::ostream& stream);

 private:
  static constexpr size_t kColumns = 6;
  using Row = std::array<std::string, kColumns>;

  static Row ToRow(const complaint::v1::ReplyRecord& record);
  void Widen(const Row& row);
  void PrintRow(const Row& row, std::ostream& stream) const;

  std::array<size_t, kColumns> widths_{};  // in characters; 0 before the heading
};

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_RECORD_TABLE_H_
