package com.imageco.complaint.client.testing;

import com.imageco.complaint.v1.ReplyAdminServiceGrpc;
import com.imageco.complaint.v1.SettleReplyRequest;
import com.imageco.complaint.v1.SettleReplyResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

/** Settles replies as an operator does. It does not list them. */
final class FakeReplyAdminService extends ReplyAdminServiceGrpc.ReplyAdminServiceImplBase {
  private final FakeLedger ledger;

  FakeReplyAdminService(FakeLedger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void settleReply(SettleReplyRequest request, StreamObserver<SettleReplyResponse> caller) {
    try {
      caller.onNext(SettleReplyResponse.newBuilder().setReply(ledger.settle(request)).build());
      caller.onCompleted();
    } catch (StatusRuntimeException e) {
      caller.onError(e);
    }
  }
}
