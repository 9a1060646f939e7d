#ifndef IMAGECO_TESTS_CLIENTS_CPP_CONFORMANCE_STAGE_H_
#define IMAGECO_TESTS_CLIENTS_CPP_CONFORMANCE_STAGE_H_

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "imageco/complaint/client.h"

namespace imageco::complaint::conformance {

// The world that tests/clients/stage.py started, by its description.
class Stage {
 public:
  explicit Stage(nlohmann::json description) : description_(std::move(description)) {}

  // A client of the server of this name, made once.
  Client ClientOf(const std::string& server, bool retries);

  // What the world answers to an order. Throws where it refuses.
  nlohmann::json Order(const nlohmann::json& order) const;

 private:
  const nlohmann::json description_;
  std::map<std::pair<std::string, bool>, Client> clients_;
};

}  // namespace imageco::complaint::conformance

#endif  // IMAGECO_TESTS_CLIENTS_CPP_CONFORMANCE_STAGE_H_
