package com.imageco.complaint.client;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Watches the attempts of one call. gRPC makes several where the service config says so, and shows
 * the caller only the last: an attempt that was lost on the way may have sent the reply all the
 * same.
 */
final class AttemptWatch extends ClientStreamTracer.Factory {
  private final int requestBytes;
  private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();

  AttemptWatch(int requestBytes) {
    this.requestBytes = requestBytes;
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    Attempt attempt = new Attempt(requestBytes);
    attempts.add(attempt);
    return attempt;
  }

  /** An attempt left this process, and nothing has told that it sent no reply. */
  boolean mayHaveSent() {
    return attempts.stream().anyMatch(Attempt::mayHaveSent);
  }

  /** An attempt left this process. */
  boolean hasLeft() {
    return attempts.stream().anyMatch(attempt -> attempt.left);
  }

  private static final class Attempt extends ClientStreamTracer {
    private final int requestBytes;
    private volatile boolean left;
    private volatile Metadata trailers;
    private volatile Sent sent = Sent.PERHAPS;

    private Attempt(int requestBytes) {
      this.requestBytes = requestBytes;
    }

    @Override
    public void outboundMessage(int number) {
      left = true;
    }

    @Override
    public void inboundTrailers(Metadata received) {
      trailers = received;
    }

    @Override
    public void streamClosed(Status status) {
      Failure failure = Failure.of(status, trailers);
      sent = failure.isTooLarge(requestBytes) ? Sent.NOTHING : Meaning.of(failure).sent();
    }

    boolean mayHaveSent() {
      return left && sent == Sent.PERHAPS;
    }
  }
}
