#include "tests/clients/complaintctl/vectors.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "clients/complaintctl/command/input.h"
#include "clients/complaintctl/sign/scheme.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

std::vector<SignVector> LoadVectors() {
  std::vector<SignVector> vectors;
  for (const auto& item : nlohmann::json::parse(ReadSample("signing.json"))) {
    SignVector& vector = vectors.emplace_back(
        SignVector{item.at("name"), {}, item.at("key"), item.at("message"), item.at("sign")});
    for (const auto& [setting, value] : item.at("scheme").items()) {
      vector.flags.push_back("--" + setting);
      vector.flags.push_back(value);
    }
  }
  return vectors;
}

}  // namespace

bridge::config::v1::Signature SignVector::Scheme() const {
  return MakeScheme(ParseFlags(SchemeFlags(), flags)).value();
}

std::string SignVector::Signed() const {
  return message.substr(0, message.size() - 1) + R"(,"sign":")" + sign + R"("})";
}

std::string SignVector::SignedInFront() const {
  return R"({"sign":")" + sign + R"(",)" + message.substr(1);
}

const std::vector<SignVector>& SignVectors() {
  static const auto& vectors = *new std::vector<SignVector>(LoadVectors());
  return vectors;
}

const SignVector& FindVector(const std::string& part) {
  return *std::find_if(SignVectors().begin(), SignVectors().end(), [&](const SignVector& vector) {
    return vector.name.find(part) != std::string::npos;
  });
}

std::string ReadSample(const std::string& name) {
  return ReadFile(std::string(TEST_VECTORS_DIR "/") + name).value();
}

std::shared_ptr<const bridge::gateway::Gbk> TestGbk() {
  static const auto& gbk =
      *new std::shared_ptr<const bridge::gateway::Gbk>(bridge::gateway::Gbk::Load().value());
  return gbk;
}

std::string ToGbk(const std::string& utf8) { return TestGbk()->Encode(utf8).value(); }

}  // namespace imageco::complaintctl
