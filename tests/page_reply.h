#ifndef IMAGECO_TESTS_PAGE_REPLY_H_
#define IMAGECO_TESTS_PAGE_REPLY_H_

#include <string>

#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco {

// The reply that the vendor's page shows, but for its transaction_id.
inline complaint::v1::ReplyRequest PageReply(const std::string& transaction_id) {
  complaint::v1::ReplyRequest request;
  request.set_isspid("39493002");
  request.set_transaction_id(transaction_id);
  request.set_seller_account("66660000000000001");
  request.set_complaint_id("200201820200101080076610000");
  request.set_response_content("已与用户沟通解决");
  request.add_response_images("file752398_7983424");
  request.add_response_images("file752399_7983425");
  request.mutable_jump_link()->set_url("https://www.xxx.com/aaaa");
  request.mutable_jump_link()->set_text("查看订单详情");
  return request;
}

}  // namespace imageco

#endif  // IMAGECO_TESTS_PAGE_REPLY_H_
