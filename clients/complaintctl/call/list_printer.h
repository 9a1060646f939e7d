#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_LIST_PRINTER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_LIST_PRINTER_H_

#include "clients/complaintctl/call/answer_printer.h"
#include "clients/complaintctl/call/record_table.h"
#include "clients/complaintctl/command/console.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::complaintctl {

// Prints a list as its pages come: a table, or a ReplyRecord in JSON on each line.
class ListPrinter {
 public:
  // `console` outlives it.
  ListPrinter(OutputFormat format, Console& console) : format_(format), console_(console) {}

  // The next page. False where it cannot be printed; why is on stderr then.
  bool Print(const complaint::v1::ListRepliesResponse& page);

  // After the last page.
  void Finish();

 private:
  bool PrintJsonLines(const complaint::v1::ListRepliesResponse& page);

  const OutputFormat format_;
  Console& console_;
  RecordTable table_;
  bool empty_ = true;
};

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_LIST_PRINTER_H_
