#ifndef IMAGECO_TESTS_SANDBOX_JOURNAL_H_
#define IMAGECO_TESTS_SANDBOX_JOURNAL_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "tests/sandbox/config.h"
#include "tests/sandbox/http_message.h"
#include "tests/sandbox/verdict.h"

namespace imageco::sandbox {

// One request that was received whole, whatever became of its answer.
struct Message {
  std::uint64_t number = 0;  // 1 is the first
  std::chrono::system_clock::time_point arrival;
  std::uint64_t connection = 0;  // 1 is the first that was accepted
  bool kept_alive = false;       // the connection had carried a request before
  std::string method;
  std::string path;
  Headers headers;
  std::string body;  // raw bytes, as received
  Fields fields;
  std::vector<std::string> violations;
  bool applied = false;    // shown to the consumer
  bool duplicate = false;  // its isspid and transaction_id were received before, applied or not
  std::string answer;      // the whole of it, whatever became of it on the wire
  std::string fault;       // FaultPlan::name of the plan that it met
};

enum class ComplaintState { kPending, kProcessing };  // 待处理, 处理中

struct Complaint {
  std::string complaint_id;
  std::string seller_account;
  std::string text;  // what the consumer complained of
  ComplaintState state = ComplaintState::kPending;
  std::uint64_t replies = 0;     // shown to the consumer
  std::uint64_t last_reply = 0;  // Message::number of the last of them; 0: there is none
};

struct Counts {
  std::uint64_t received = 0;  // whole requests, all of them
  std::uint64_t applied = 0;
  std::uint64_t rejected = 0;  // those with violations
  std::uint64_t partial = 0;   // not in `received`: begun but never whole, or not HTTP
  std::uint64_t duplicates = 0;
  std::uint64_t connections = 0;  // accepted
};

// All of a journal at one moment, but for what is old.
struct Snapshot {
  std::uint64_t epoch = 0;  // another one after each Clear(), and in each process
  Counts counts;
  std::vector<Complaint> complaints;  // those replied to last come first
  std::vector<Message> messages;      // in the order of arrival
};

// What the gateway has seen and what the consumer was shown. Thread-safe.
class Journal {
 public:
  explicit Journal(const Config& config);

  // Adds what is wrong with the complaint that the verdict's fields name, if they name one. With
  // accept_any_complaint nothing is.
  void CheckComplaint(Verdict& verdict) const;

  // Takes `message` in: gives it its number, finds whether it is a duplicate and, if it is to be
  // applied, adds it to its complaint.
  void Record(Message message);
  void RecordPartialRequest();
  void RecordConnection();

  // Forgets everything; the configured complaints are pending again.
  void Clear();

  // At most `most` complaints, and as many messages: the last ones, of numbers above `after`.
  Snapshot Look(std::uint64_t after, std::size_t most) const;

  std::vector<Message> messages() const;
  std::vector<Message> Applied(std::string_view transaction_id) const;
  std::optional<Complaint> complaint(std::string_view complaint_id) const;
  std::vector<Complaint> complaints() const;
  Counts counts() const;

  // Waits until `done` holds of the counts; false if it does not within `timeout`.
  bool WaitFor(const std::function<bool(const Counts&)>& done,
               std::chrono::milliseconds timeout) const;

 private:
  using Complaints = std::map<std::string, Complaint, std::less<>>;
  void FileComplaints();
  void Apply(const Message& message);

  const std::vector<KnownComplaint> known_;
  const bool accept_any_;
  const std::optional<std::size_t> keep_messages_;

  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable changed_;
  std::deque<Message> messages_;
  Complaints complaints_;
  Counts counts_;
  std::uint64_t epoch_;
  std::unordered_set<std::size_t> seen_;  // hashes of isspid and transaction_id
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_JOURNAL_H_
