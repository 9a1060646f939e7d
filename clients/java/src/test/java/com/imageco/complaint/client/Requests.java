package com.imageco.complaint.client;

import com.imageco.complaint.v1.ReplyRequest;

/** Requests as tests want them. */
final class Requests {
  static final String ISSPID = "39493002";

  private Requests() {}

  static ReplyRequest.Builder reply() {
    return ReplyRequest.newBuilder()
        .setIsspid(ISSPID)
        .setSellerAccount("66660000000000001")
        .setComplaintId("200201820200101080076610000")
        .setResponseContent("已与用户沟通解决");
  }

  static ReplyRequest.Builder reply(String transactionId) {
    return reply().setTransactionId(transactionId);
  }
}
