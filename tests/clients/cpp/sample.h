#ifndef IMAGECO_TESTS_CLIENTS_CPP_SAMPLE_H_
#define IMAGECO_TESTS_CLIENTS_CPP_SAMPLE_H_

#include <string>
#include <utility>

#include "imageco/complaint/client.h"

namespace imageco::complaint {

inline constexpr char kIsspid[] = "39493002";

// A reply that a bridge takes.
inline ReplyRequest SampleRequest(std::string transaction_id = "") {
  ReplyRequest request;
  request.isspid = kIsspid;
  request.transaction_id = std::move(transaction_id);
  request.seller_account = "66660000000000001";
  request.complaint_id = "200201820200101080076610000";
  request.response_content = "已与用户沟通解决";
  return request;
}

inline CallOptions Within(std::chrono::nanoseconds timeout) {
  CallOptions options;
  options.timeout = timeout;
  return options;
}

inline ClientOptions WithoutRetries() {
  ClientOptions options;
  options.retries = false;
  return options;
}

}  // namespace imageco::complaint

#endif  // IMAGECO_TESTS_CLIENTS_CPP_SAMPLE_H_
