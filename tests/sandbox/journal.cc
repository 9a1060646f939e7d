#include "tests/sandbox/journal.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace imageco::sandbox {
namespace {

// Hashes stand for the ids so that a long load test stays small: among a million messages, one in
// 10^8 runs would see a duplicate that is none.
std::size_t Identity(const Fields& fields) {
  return std::hash<std::string>()(FieldValue(fields, "isspid") + '\n' +
                                  FieldValue(fields, "transaction_id"));
}

// Of the clock, so that a page which stayed open while this program was started anew sees that it
// was; JavaScript's numbers hold it to the year 2255.
std::uint64_t FirstEpoch() {
  using std::chrono::microseconds;
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<microseconds>(since).count());
}

}  // namespace

Journal::Journal(const Config& config)
    : known_(config.complaints),
      accept_any_(config.accept_any_complaint),
      keep_messages_(config.keep_messages),
      epoch_(FirstEpoch()) {
  FileComplaints();
}

void Journal::FileComplaints() {
  for (const auto& [id, account, text] : known_) complaints_[id] = {id, account, text};
}

void Journal::CheckComplaint(Verdict& verdict) const {
  const std::string id = FieldValue(verdict.fields, "complaint_id");
  if (accept_any_ || id.empty()) return;
  const std::string account = FieldValue(verdict.fields, "seller_account");
  verdict.HoldTo("complaint", "complaint_id");
  const std::optional<Complaint> known = complaint(id);
  if (!known) {
    verdict.AddComplaint("complaint_id", id + " is not known");
  } else if (known->seller_account != account) {
    verdict.AddComplaint("seller_account", account + ", expected " + known->seller_account);
  }
}

void Journal::Record(Message message) {
  {
    const std::lock_guard lock(mutex_);
    message.number = ++counts_.received;
    const bool has_id = message.fields.contains("transaction_id");
    message.duplicate = has_id && !seen_.insert(Identity(message.fields)).second;
    if (message.duplicate) ++counts_.duplicates;
    if (!message.violations.empty()) ++counts_.rejected;
    if (message.applied) Apply(message);
    messages_.push_back(std::move(message));
    if (keep_messages_ && messages_.size() > *keep_messages_) messages_.pop_front();
  }
  changed_.notify_all();
}

void Journal::Apply(const Message& message) {
  ++counts_.applied;
  const std::string id = FieldValue(message.fields, "complaint_id");
  Complaint& complaint = complaints_[id];
  complaint.complaint_id = id;
  complaint.seller_account = FieldValue(message.fields, "seller_account");
  complaint.state = ComplaintState::kProcessing;
  ++complaint.replies;
  complaint.last_reply = message.number;
}

void Journal::RecordPartialRequest() {
  {
    const std::lock_guard lock(mutex_);
    ++counts_.partial;
  }
  changed_.notify_all();
}

void Journal::RecordConnection() {
  {
    const std::lock_guard lock(mutex_);
    ++counts_.connections;
  }
  changed_.notify_all();
}

void Journal::Clear() {
  const std::lock_guard lock(mutex_);
  messages_.clear();
  complaints_.clear();
  counts_ = {};
  ++epoch_;
  seen_.clear();
  FileComplaints();
}

Snapshot Journal::Look(std::uint64_t after, std::size_t most) const {
  const std::lock_guard lock(mutex_);
  Snapshot snapshot{epoch_, counts_, {}, {}};
  for (const auto& [id, complaint] : complaints_) snapshot.complaints.push_back(complaint);
  std::ranges::stable_sort(snapshot.complaints, std::greater(), &Complaint::last_reply);
  if (snapshot.complaints.size() > most) snapshot.complaints.resize(most);
  const std::uint64_t unseen = counts_.received > after ? counts_.received - after : 0;
  const std::size_t shown = std::min({unseen, most, messages_.size()});
  snapshot.messages.assign(messages_.end() - static_cast<std::ptrdiff_t>(shown), messages_.end());
  return snapshot;
}

std::vector<Message> Journal::messages() const {
  const std::lock_guard lock(mutex_);
  return {messages_.begin(), messages_.end()};
}

std::vector<Message> Journal::Applied(std::string_view transaction_id) const {
  const std::lock_guard lock(mutex_);
  std::vector<Message> applied;
  std::ranges::copy_if(messages_, std::back_inserter(applied), [&](const Message& message) {
    return message.applied && FieldValue(message.fields, "transaction_id") == transaction_id;
  });
  return applied;
}

std::optional<Complaint> Journal::complaint(std::string_view complaint_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = complaints_.find(complaint_id);
  if (found == complaints_.end()) return std::nullopt;
  return found->second;
}

std::vector<Complaint> Journal::complaints() const {
  const std::lock_guard lock(mutex_);
  std::vector<Complaint> all;
  for (const auto& [id, complaint] : complaints_) all.push_back(complaint);
  return all;
}

Counts Journal::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

bool Journal::WaitFor(const std::function<bool(const Counts&)>& done,
                      std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [&] { return done(counts_); });
}

}  // namespace imageco::sandbox
