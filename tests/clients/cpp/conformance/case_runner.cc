#include "tests/clients/cpp/conformance/case_runner.h"

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/complaint/admin.h"
#include "imageco/complaint/client.h"
#include "tests/clients/cpp/conformance/json_form.h"

namespace imageco::complaint::conformance {
namespace {

using nlohmann::json;
using Seconds = std::chrono::duration<double>;

constexpr Seconds kGrace{5};

void Replace(json& value, const std::string& placeholder, const std::string& text) {
  if (value.is_structured()) {
    for (json& member : value) Replace(member, placeholder, text);
  } else if (value == placeholder) {
    value = text;
  }
}

double DeadlineOf(const json& step) {
  return step.value("deadline_seconds", step["call"] == "ReplyUntilSettled" ? 120.0 : 30.0);
}

CallOptions OptionsOf(const json& step) {
  CallOptions options;
  if (step.contains("deadline_seconds")) {
    options.timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(
        Seconds(step["deadline_seconds"].get<double>()));
  }
  return options;
}

// Cancels by `source` after the time that the step names, if it names one.
std::thread CancelLater(const json& step, CancelSource source) {
  if (!step.contains("cancel_after_seconds")) return {};
  const Seconds after(step["cancel_after_seconds"].get<double>());
  return std::thread([after, source]() mutable {
    std::this_thread::sleep_for(after);
    source.Cancel();
  });
}

template <typename Value>
Outcome ToOutcome(const Result<Value>& result) {
  Outcome outcome;
  if (!result.ok()) {
    outcome.error = result.error();
    outcome.transaction_id = result.error().transaction_id;
    return outcome;
  }
  outcome.transaction_id = result->transaction_id;
  // Records travel inside of their answers.
  const bool is_record = std::is_same_v<Value, ReplyRecord>;
  outcome.response = is_record ? json{{"reply", ToJson(*result)}} : ToJson(*result);
  return outcome;
}

Outcome Call(const Client& client, const json& step, const CallOptions& options) {
  const std::string call = step["call"];
  const json& request = step["request"];
  if (call == "GetReply") {
    return ToOutcome(
        client.GetReply(request.value("isspid", ""), request.value("transactionId", ""), options));
  }
  if (call == "SettleReply") {
    return ToOutcome(AdminClient(client).SettleReply(ToSettleReplyRequest(request), options));
  }
  ReplyRequest reply = ToReplyRequest(request);
  Outcome outcome = ToOutcome(call == "Reply" ? client.Reply(reply, options)
                                              : client.ReplyUntilSettled(reply, options));
  EXPECT_EQ(outcome.transaction_id, reply.transaction_id);
  return outcome;
}

Outcome TimedCall(const Client& client, const json& step) {
  CancelSource source;
  CallOptions options = OptionsOf(step);
  options.cancel = source.token();
  const auto begin = std::chrono::steady_clock::now();
  std::thread canceller = CancelLater(step, source);
  Outcome outcome = Call(client, step, options);
  outcome.took = std::chrono::steady_clock::now() - begin;
  if (canceller.joinable()) canceller.join();
  return outcome;
}

bool IsOneOf(std::string_view given, const json& wanted) {
  if (wanted.is_string()) return wanted == given;
  return std::find(wanted.begin(), wanted.end(), given) != wanted.end();
}

json GatewayResultOf(const Error& error) {
  if (!error.gateway_result) return nullptr;
  return {{"id", error.gateway_result->id}, {"comment", error.gateway_result->comment}};
}

std::multiset<std::string> FieldsOf(const Error& error) {
  std::multiset<std::string> fields;
  for (const FieldViolation& violation : error.violations) fields.insert(violation.field);
  return fields;
}

void CheckError(const json& wanted, const Error& error) {
  for (const auto& [member, value] : wanted.items()) {
    if (member == "reason") {
      EXPECT_TRUE(IsOneOf(error.reason_name, value)) << value;
    } else if (member == "code") {
      EXPECT_TRUE(IsOneOf(Name(error.code), value)) << value;
    } else if (member == "sent") {
      EXPECT_EQ(Name(error.sent), value);
    } else if (member == "retry_delay") {
      EXPECT_EQ(error.retry_delay && error.retry_delay->count() > 0, value);
    } else if (member == "violations") {
      EXPECT_EQ(FieldsOf(error), value.get<std::multiset<std::string>>());
    } else if (member == "gateway_result") {
      EXPECT_EQ(GatewayResultOf(error), value);
    } else if (member == "says") {
      for (const json& words : value) {
        EXPECT_THAT(error.ToString(), ::testing::HasSubstr(words.get<std::string>()));
      }
    } else {
      ADD_FAILURE() << "the driver does not know error." << member;
    }
  }
}

// Whether the text says that nothing was sent where that is so, and not twice.
void CheckText(const Error& error) {
  const std::string text = error.ToString();
  const size_t said = text.find("othing was sent");
  EXPECT_TRUE(error.sent != Sent::kNothing || said != text.npos) << text;
  EXPECT_EQ(text.rfind("othing was sent"), said) << text;
}

// Whether it is the request's, or one that was made.
void CheckId(const json& step, const std::string& transaction_id) {
  const std::string asked = step["request"].value("transactionId", "");
  if (!asked.empty()) {
    EXPECT_EQ(transaction_id, asked);
  } else {
    EXPECT_THAT(transaction_id, ::testing::MatchesRegex("[0-9A-Za-z]{1,32}"));
  }
}

}  // namespace

void CaseRunner::Run(json step) {
  Replace(step, "${made}", made_);
  SCOPED_TRACE(step.dump());
  if (step.contains("call")) return RunCall(step);
  if (step.contains("await")) {
    Pending pending = std::move(background_.extract(step["await"].get<std::string>()).mapped());
    SCOPED_TRACE(pending.step.dump());
    return Check(pending.step, pending.outcome.get());
  }
  const json answer = stage_.Order(step.at("stage"));
  EXPECT_TRUE(Contains(answer, step.value("expect", json::object()))) << answer;
}

void CaseRunner::RunCall(const json& step) {
  const Client client = stage_.ClientOf(step.at("server"), step.value("retries", true));
  if (!step.contains("background")) {
    const Outcome outcome = TimedCall(client, step);
    if (!step["request"].contains("transactionId")) made_ = outcome.transaction_id;
    return Check(step, outcome);
  }
  background_[step["background"]] = {
      step, std::async(std::launch::async, [client, step] { return TimedCall(client, step); })};
}

void CaseRunner::Check(const json& step, const Outcome& outcome) {
  EXPECT_LE(outcome.took, Seconds(DeadlineOf(step)) + kGrace);
  CheckId(step, outcome.transaction_id);
  const json& wanted = step.at("expect");
  if (outcome.error) {
    SCOPED_TRACE(outcome.error->ToString());
    ASSERT_TRUE(wanted.contains("error")) << "wanted an answer";
    CheckText(*outcome.error);
    return CheckError(wanted["error"], *outcome.error);
  }
  ASSERT_TRUE(wanted.contains("response")) << outcome.response;
  EXPECT_TRUE(Contains(outcome.response, wanted["response"])) << outcome.response;
}

}  // namespace imageco::complaint::conformance
