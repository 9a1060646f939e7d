#ifndef IMAGECO_TESTS_CLIENTS_CPP_CONFORMANCE_CASE_RUNNER_H_
#define IMAGECO_TESTS_CLIENTS_CPP_CONFORMANCE_CASE_RUNNER_H_

#include <chrono>
#include <future>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "imageco/complaint/error.h"
#include "tests/clients/cpp/conformance/stage.h"

namespace imageco::complaint::conformance {

// What became of a call.
struct Outcome {
  nlohmann::json response;
  std::optional<Error> error;
  std::string transaction_id;
  std::chrono::duration<double> took;
};

// Runs the steps of one case and fails the running test where one does not end as it should.
class CaseRunner {
 public:
  explicit CaseRunner(Stage& stage) : stage_(stage) {}

  void Run(nlohmann::json step);

 private:
  struct Pending {
    nlohmann::json step;
    std::future<Outcome> outcome;
  };

  void RunCall(const nlohmann::json& step);
  void Check(const nlohmann::json& step, const Outcome& outcome);

  Stage& stage_;
  std::map<std::string, Pending> background_;
  std::string made_;  // the transaction_id that the last call made
};

}  // namespace imageco::complaint::conformance

#endif  // IMAGECO_TESTS_CLIENTS_CPP_CONFORMANCE_CASE_RUNNER_H_
