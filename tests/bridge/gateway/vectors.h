#ifndef IMAGECO_TESTS_BRIDGE_GATEWAY_VECTORS_H_
#define IMAGECO_TESTS_BRIDGE_GATEWAY_VECTORS_H_

#include <string>
#include <vector>

#include "imageco/bridge/config/v1/gateway_config.pb.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

// The vendor's samples and the sign vectors under tests/vectors.
namespace imageco::bridge::gateway {

// The bytes of a file, e.g. "samples/request.json". Dies where there is none.
std::string ReadVector(const std::string& name);

// One message, signed by one scheme.
struct SignVector {
  std::string name;
  config::v1::Signature scheme;
  std::string key;
  std::string message;    // without a sign member
  std::string canonical;  // the signed text without the key
  std::string sign;

  bool IsRequest() const { return message.starts_with("{\"request_type\""); }
  // The message with its sign as the member before the `index`th.
  std::string SignedBefore(size_t index) const;
  // As the vendor's page has it: the sign is the last member.
  std::string Signed() const;
  // The page's merchant, signing by the scheme.
  config::v1::Merchant Merchant() const;
};

// tests/vectors/signing.json.
const std::vector<SignVector>& SignVectors();

// The request that the message of `vector` is, or is the answer to.
complaint::v1::ReplyRequest RequestOf(const SignVector& vector);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_BRIDGE_GATEWAY_VECTORS_H_
