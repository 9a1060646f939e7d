package com.imageco.complaint.client.testing;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.imageco.complaint.client.FieldViolation;
import com.imageco.complaint.v1.ComplaintServiceGrpc;
import com.imageco.complaint.v1.ErrorReason;
import com.imageco.complaint.v1.GetReplyRequest;
import com.imageco.complaint.v1.GetReplyResponse;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import com.imageco.complaint.v1.ReplyState;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Replies as the bridge does, save for the faults that are due. */
final class FakeComplaintService extends ComplaintServiceGrpc.ComplaintServiceImplBase {
  private final FakeLedger ledger;
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final List<ReplyRequest> received = new CopyOnWriteArrayList<>();

  FakeComplaintService(FakeLedger ledger) {
    this.ledger = ledger;
  }

  void add(Fault fault) {
    faults.add(fault);
  }

  /** Every attempt at Reply, in order. */
  List<ReplyRequest> received() {
    return List.copyOf(received);
  }

  @Override
  public void reply(ReplyRequest request, StreamObserver<ReplyResponse> caller) {
    received.add(request);
    Fault fault = faults.poll();
    if (fault != null) {
      recordOutcome(request, fault);
    }
    answer(caller, fault, () -> take(request));
  }

  @Override
  public void getReply(GetReplyRequest request, StreamObserver<GetReplyResponse> caller) {
    answer(
        caller,
        faults.poll(),
        () ->
            GetReplyResponse.newBuilder()
                .setReply(ledger.record(request.getIsspid(), request.getTransactionId()))
                .build());
  }

  private ReplyResponse take(ReplyRequest request) {
    List<FieldViolation> violations = FieldRules.check(request);
    if (!violations.isEmpty()) {
      throw BridgeError.of(ErrorReason.INVALID_REQUEST, "the request has faults")
          .withViolations(violations)
          .toException();
    }
    return ledger.take(request);
  }

  private void recordOutcome(ReplyRequest request, Fault fault) {
    if (fault.is(ErrorReason.OUTCOME_UNKNOWN)) {
      ledger.fail(request, ReplyState.REPLY_STATE_UNKNOWN, fault.word());
    } else if (fault.is(ErrorReason.GATEWAY_REJECTED)) {
      ledger.fail(request, ReplyState.REPLY_STATE_REJECTED, fault.word());
    }
  }

  private static <A> void answer(StreamObserver<A> caller, Fault fault, Supplier<A> act) {
    // A caller that is gone is no error.
    ((ServerCallStreamObserver<A>) caller).setOnCancelHandler(() -> {});
    Runnable answer = fault == null || fault.taken() ? ending(caller, act) : () -> {};
    if (fault == null) {
      answer.run();
      return;
    }
    StatusRuntimeException error = fault.error();
    after(fault.delay(), error == null ? answer : () -> caller.onError(error));
  }

  /** Acts now; what it returns tells the caller. */
  private static <A> Runnable ending(StreamObserver<A> caller, Supplier<A> act) {
    try {
      A message = act.get();
      return () -> {
        caller.onNext(message);
        caller.onCompleted();
      };
    } catch (StatusRuntimeException e) {
      return () -> caller.onError(e);
    }
  }

  private static void after(Duration delay, Runnable ending) {
    if (delay.isZero()) {
      ending.run();
    } else {
      CompletableFuture.delayedExecutor(delay.toNanos(), NANOSECONDS).execute(ending);
    }
  }
}
