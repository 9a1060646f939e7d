#ifndef IMAGECO_TESTS_SANDBOX_GATEWAY_ANSWER_H_
#define IMAGECO_TESTS_SANDBOX_GATEWAY_ANSWER_H_

#include "tests/sandbox/endpoint.h"
#include "tests/sandbox/fault_plan.h"
#include "tests/sandbox/http_message.h"
#include "tests/sandbox/verdict.h"

namespace imageco::sandbox {

// The answer to a request that was judged so, as `fault` wants it to differ from the right one.
HttpAnswer MakeAnswer(const Endpoint& endpoint, const Verdict& verdict, const AnswerFault& fault,
                      bool keep_alive);

// The answer at a path that no endpoint has: 404, an empty body, and the end of the connection.
HttpAnswer NotServedAnswer();

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_GATEWAY_ANSWER_H_
