#ifndef IMAGECO_TESTS_SANDBOX_ANSWER_H_
#define IMAGECO_TESTS_SANDBOX_ANSWER_H_

#include <string>

#include "tests/sandbox/endpoint.h"

namespace imageco::sandbox {

// What an answer says (spec/source.zh.txt, 返回报文说明); UTF-8.
struct AnswerFields {
  std::string response_type = "risk_complaints_resp_response";
  std::string isspid;
  std::string transaction_id;
  std::string seller_account;
  std::string complaint_id;
  std::string result_id;
  std::string comment;
};

// How the sign or mac of an answer is to be.
enum class SignFault { kNone, kWrong, kMissing };

struct AnswerOptions {
  SignFault sign = SignFault::kNone;
  bool extra_nodes = false;
};

// The body of an answer in the endpoint's format, character set and form, with its sign or mac.
// Characters outside GBK stand in it as escapes or character references.
std::string EncodeJsonAnswer(const Endpoint& endpoint, const AnswerFields& fields,
                             const AnswerOptions& options);
std::string EncodeXmlAnswer(const Endpoint& endpoint, const AnswerFields& fields,
                            const AnswerOptions& options);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_ANSWER_H_
