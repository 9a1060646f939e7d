#include "bridge/record_request.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/character.h"
#include "bridge/gateway/codec/utf8.h"
#include "bridge/page_token.h"
#include "bridge/timestamp.h"

namespace imageco::bridge {
namespace {

using complaint::v1::ListRepliesRequest;
using complaint::v1::SettleReplyRequest;
using ledger::Ending;

constexpr int32_t kPageSizeDefault = 50;
constexpr int32_t kPageSizeMax = 500;
constexpr size_t kSettledByCharsMax = 64;
constexpr size_t kReasonCharsMax = 200;

// They mean nothing in a word about a reply, and much to terminals and databases.
bool HasControlCharacter(std::string_view text) {
  while (!text.empty()) {
    const gateway::CodePoint first = gateway::FirstCodePoint(text);
    if (first.bytes == 0) return false;
    if (gateway::IsControl(first.value)) return true;
    text.remove_prefix(first.bytes);
  }
  return false;
}

void CheckCharacters(const char* field, const std::string& text, FieldFaults& faults) {
  if (!gateway::CountCodePoints(text)) faults.push_back({field, "utf8: is not UTF-8"});
  if (HasControlCharacter(text)) faults.push_back({field, "text: holds a control character"});
}

void CheckWord(const char* field, const std::string& text, size_t chars_max, FieldFaults& faults) {
  if (text.empty()) return faults.push_back({field, "required: is empty"});
  if (gateway::IsAllBlank(text)) return faults.push_back({field, "required: is only blanks"});
  CheckCharacters(field, text, faults);
  const size_t chars = gateway::CountCodePoints(text).value_or(0);
  if (chars <= chars_max) return;
  faults.push_back({field, absl::StrCat("max_chars: ", chars, " characters, at most ", chars_max)});
}

size_t ToPageSize(int32_t page_size, FieldFaults& faults) {
  if (page_size < 0 || page_size > kPageSizeMax) {
    faults.push_back({"page_size", absl::StrCat("range: is not 1 to ", kPageSizeMax)});
    return 0;
  }
  return static_cast<size_t>(page_size == 0 ? kPageSizeDefault : page_size);
}

// The ending of a state, absent in it while the reply is sent; absent where it is no state.
std::optional<std::optional<Ending>> ToEnding(int state) {
  switch (state) {
    case complaint::v1::REPLY_STATE_SENDING:
      return std::optional<Ending>();
    case complaint::v1::REPLY_STATE_DELIVERED:
      return Ending::kDelivered;
    case complaint::v1::REPLY_STATE_REJECTED:
      return Ending::kRejected;
    case complaint::v1::REPLY_STATE_UNKNOWN:
      return Ending::kUnknown;
    case complaint::v1::REPLY_STATE_NOT_DELIVERED:
      return Ending::kNotDelivered;
    default:
      return std::nullopt;
  }
}

// Each once, however often the request names it: that has no limit, and the ledger works through
// all of them.
std::vector<std::optional<Ending>> ToEndings(const ListRepliesRequest& request,
                                             FieldFaults& faults) {
  std::vector<std::optional<Ending>> endings;
  for (int i = 0; i < request.states_size(); ++i) {
    const auto ending = ToEnding(request.states(i));
    if (!ending) {
      faults.push_back({absl::StrCat("states[", i, "]"), "state: is none"});
    } else if (std::find(endings.begin(), endings.end(), *ending) == endings.end()) {
      endings.push_back(*ending);
    }
  }
  return endings;
}

void TakeTime(const char* field, const google::protobuf::Timestamp& timestamp, absl::Time& time,
              FieldFaults& faults) {
  if (const std::optional<absl::Time> read = FromTimestamp(timestamp)) {
    time = *read;
  } else {
    faults.push_back({field, "time: is none"});
  }
}

void TakeTimes(const ListRepliesRequest& request, ledger::Query& query, FieldFaults& faults) {
  const size_t faults_before = faults.size();
  if (request.has_claimed_from()) {
    TakeTime("claimed_from", request.claimed_from(), query.claimed_from, faults);
  }
  if (request.has_claimed_before()) {
    TakeTime("claimed_before", request.claimed_before(), query.claimed_before, faults);
  }
  if (faults.size() == faults_before && query.claimed_before <= query.claimed_from) {
    faults.push_back({"claimed_before", "time: is not later than claimed_from"});
  }
}

}  // namespace

ledger::Key ToKey(std::string isspid, std::string transaction_id, FieldFaults& faults) {
  if (isspid.empty()) faults.push_back({"isspid", "required: is empty"});
  if (transaction_id.empty()) faults.push_back({"transaction_id", "required: is empty"});
  return {std::move(isspid), std::move(transaction_id)};
}

ledger::Query ToQuery(const ListRepliesRequest& request, FieldFaults& faults) {
  ledger::Query query;
  if (!request.isspid().empty()) query.isspids = {request.isspid()};
  query.endings = ToEndings(request, faults);
  TakeTimes(request, query, faults);
  query.records_max = ToPageSize(request.page_size(), faults);
  if (request.page_token().empty()) return query;
  absl::StatusOr<ledger::Cursor> after = DecodePageToken(request);
  if (after.ok()) {
    query.after = *std::move(after);
  } else {
    faults.push_back({"page_token", absl::StrCat("token: ", after.status().message())});
  }
  return query;
}

ledger::Finding ToFinding(const SettleReplyRequest& request, FieldFaults& faults) {
  if (request.verdict() != complaint::v1::VERDICT_DELIVERED &&
      request.verdict() != complaint::v1::VERDICT_NOT_DELIVERED) {
    faults.push_back({"verdict", "required: is neither DELIVERED nor NOT_DELIVERED"});
  }
  CheckWord("settled_by", request.settled_by(), kSettledByCharsMax, faults);
  CheckWord("reason", request.reason(), kReasonCharsMax, faults);
  return {.ending = request.verdict() == complaint::v1::VERDICT_DELIVERED ? Ending::kDelivered
                                                                          : Ending::kNotDelivered,
          .settled_by = request.settled_by(),
          .reason = request.reason()};
}

}  // namespace imageco::bridge
