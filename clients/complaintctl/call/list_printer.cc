#include "clients/complaintctl/call/list_printer.h"

#include <algorithm>

#include "clients/complaintctl/call/json_printer.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {

bool ListPrinter::PrintJsonLines(const complaint::v1::ListRepliesResponse& page) {
  return std::all_of(page.replies().begin(), page.replies().end(), [this](const auto& record) {
    return PrintJson(record, JsonLayout::kLine, console_);
  });
}

bool ListPrinter::Print(const complaint::v1::ListRepliesResponse& page) {
  if (page.replies().empty()) return true;
  empty_ = false;
  bool printed = true;
  if (format_ == OutputFormat::kJson) {
    printed = PrintJsonLines(page);
  } else {
    table_.Print(page.replies(), console_.out);
  }
  // Whoever reads along need not wait for the next page.
  console_.out.flush();
  return printed;
}

void ListPrinter::Finish() {
  if (!empty_ || format_ != OutputFormat::kPeople) return;
  console_.out << Say("There are no such replies.\n");
}

}  // namespace imageco::complaintctl
