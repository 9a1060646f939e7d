#ifndef IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_VECTORS_H_
#define IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_VECTORS_H_

#include <memory>
#include <string>
#include <vector>

#include "bridge/gateway/codec/gbk.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::complaintctl {

// The key of the messages that tests make themselves.
inline constexpr char kKey[] = "TESTKEY0123456789abcdef";

// A message of tests/vectors/signing.json.
struct SignVector {
  std::string name;
  std::vector<std::string> flags;  // its scheme, as complaintctl takes it
  std::string key;
  std::string message;  // without its sign
  std::string sign;

  bridge::config::v1::Signature Scheme() const;
  // The message with its sign as the last member.
  std::string Signed() const;
  // With its sign as the first member.
  std::string SignedInFront() const;
};

// All 55, in their order.
const std::vector<SignVector>& SignVectors();

// The first one whose name holds `part`.
const SignVector& FindVector(const std::string& part);

// The bytes of a file under tests/vectors.
std::string ReadSample(const std::string& name);

std::shared_ptr<const bridge::gateway::Gbk> TestGbk();

std::string ToGbk(const std::string& utf8);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_VECTORS_H_
