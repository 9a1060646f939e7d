package com.imageco.complaint.client;

import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Turns a future into a call that blocks. */
final class Waiting {
  private Waiting() {}

  static ReplyResponse on(PendingReply pending) {
    ReplyRequest request = pending.request();
    return on(
        pending,
        status ->
            ComplaintException.ofOwn(status, Sent.PERHAPS, request.getTransactionId(), request));
  }

  /** Where the thread is interrupted, cancels the future and throws what {@code ended} makes. */
  static <A> A on(CompletableFuture<A> pending, Function<Status, ComplaintException> ended) {
    try {
      return pending.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pending.cancel(true);
      throw ended.apply(
          Status.CANCELLED.withDescription("the thread was interrupted").withCause(e));
    } catch (ExecutionException e) {
      throw thrownHere(e.getCause());
    }
  }

  /** With the stack of the thread that waited, which is the one that people look for. */
  private static RuntimeException thrownHere(Throwable cause) {
    if (cause instanceof ComplaintException failure) {
      failure.fillInStackTrace();
      return failure;
    }
    return cause instanceof RuntimeException bug ? bug : new IllegalStateException(cause);
  }
}
