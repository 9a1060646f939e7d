package com.imageco.complaint.client;

import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import java.util.concurrent.CompletableFuture;

/**
 * A reply under way. It fails with a {@link ComplaintException}.
 *
 * <p>Cancelling it cancels the call. That does not take the reply back: it may be on its way to the
 * consumer, so ask again with {@link #request()}, never under a new id.
 */
public final class PendingReply extends CompletableFuture<ReplyResponse> {
  private final ReplyRequest request;

  PendingReply(ReplyRequest request) {
    this.request = request;
  }

  /**
   * The request to ask again with.
   *
   * @return the request with its transaction id
   */
  public ReplyRequest request() {
    return request;
  }

  /** Ends as the call does; ends the call where it is ended otherwise. */
  PendingReply follow(CompletableFuture<ReplyResponse> call) {
    call.whenComplete(this::end);
    whenComplete((response, error) -> call.cancel(true));
    return this;
  }

  void end(ReplyResponse response, Throwable error) {
    if (error == null) {
      complete(response);
    } else {
      completeExceptionally(error);
    }
  }
}
