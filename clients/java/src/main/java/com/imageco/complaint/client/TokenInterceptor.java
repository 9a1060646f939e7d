package com.imageco.complaint.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.UncheckedIOException;

/**
 * Every call shows the token. Where there is none now, no call is made. It is not in the metadata
 * that interceptors see, and health checking, which asks nobody who they are, goes without.
 */
final class TokenInterceptor implements ClientInterceptor {
  private final Token token;

  TokenInterceptor(Token token) {
    this.token = token;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    BearerToken shown;
    try {
      shown = new BearerToken(token.read());
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return new FailedCall<>(Status.UNAUTHENTICATED.withDescription(e.getMessage()).withCause(e));
    }
    return next.newCall(method, options.withCallCredentials(shown));
  }

  /** Ends as soon as it starts. */
  private static final class FailedCall<Q, A> extends ClientCall<Q, A> {
    private final Status status;

    FailedCall(Status status) {
      this.status = status;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      listener.onClose(status, new Metadata());
    }

    @Override
    public void request(int count) {}

    @Override
    public void cancel(String message, Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(Q message) {}
  }
}
