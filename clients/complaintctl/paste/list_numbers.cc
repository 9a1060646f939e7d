#include "clients/complaintctl/paste/list_numbers.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace imageco::complaintctl {
namespace {

constexpr std::string_view kBlanksOfLine = " \t\r";

struct ListNumber {
  size_t end = 0;  // with what sets it apart
  int value = 0;
};

// Whether what stands behind a number sets it apart, and in how many bytes.
std::optional<size_t> MarkAt(std::string_view rest) {
  for (const std::string_view mark : {".", ")", ":", "|", "、", "．", "）", "│"}) {
    if (rest.starts_with(mark)) return mark.size();
  }
  const bool apart = rest.empty() || kBlanksOfLine.find(rest.front()) != std::string_view::npos;
  return apart ? std::optional<size_t>(0) : std::nullopt;
}

std::optional<ListNumber> ListNumberOf(std::string_view line) {
  constexpr size_t kDigitsMax = 5;
  const size_t begin = std::min(line.find_first_not_of(kBlanksOfLine), line.size());
  ListNumber number{begin, 0};
  while (number.end < line.size() && number.end - begin < kDigitsMax &&
         absl::ascii_isdigit(static_cast<unsigned char>(line[number.end]))) {
    number.value = number.value * 10 + (line[number.end++] - '0');
  }
  const std::optional<size_t> mark = MarkAt(line.substr(number.end));
  if (number.end == begin || !mark) return std::nullopt;
  number.end += *mark;
  return number;
}

// Of each line; those that do not count up are none.
std::vector<std::optional<ListNumber>> ListNumbersOf(const std::vector<std::string>& lines) {
  std::vector<std::optional<ListNumber>> numbers(lines.size());
  std::optional<ListNumber> last;
  size_t line_of_last = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::optional<ListNumber> number = ListNumberOf(lines[i]);
    if (!number) continue;
    if (last && last->value + 1 == number->value) {
      numbers[line_of_last] = last;
      numbers[i] = number;
    }
    last = number;
    line_of_last = i;
  }
  return numbers;
}

}  // namespace

std::optional<std::string> WithoutListNumbers(std::string_view text) {
  std::vector<std::string> lines =
      absl::StrSplit(absl::string_view(text.data(), text.size()), '\n');
  const std::vector<std::optional<ListNumber>> numbers = ListNumbersOf(lines);
  bool found = false;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!numbers[i]) continue;
    found = true;
    lines[i].erase(0, numbers[i]->end);
    if (lines[i].starts_with(' ')) lines[i].erase(0, 1);
  }
  return found ? std::optional(absl::StrJoin(lines, "\n")) : std::nullopt;
}

}  // namespace imageco::complaintctl
