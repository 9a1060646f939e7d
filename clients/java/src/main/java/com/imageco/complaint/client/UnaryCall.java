package com.imageco.complaint.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A call as a future: cancelling the future cancels the call. */
final class UnaryCall {
  private UnaryCall() {}

  /** The future fails with what {@code errors} makes of the stub's exception. */
  static <Q, A> CompletableFuture<A> start(
      Channel channel,
      MethodDescriptor<Q, A> method,
      CallOptions options,
      Q request,
      Function<Throwable, ComplaintException> errors) {
    return start(channel, method, options, request, Function.identity(), errors);
  }

  /** Likewise; the future ends with what {@code reading} makes of the answer. */
  static <Q, A, R> CompletableFuture<R> start(
      Channel channel,
      MethodDescriptor<Q, A> method,
      CallOptions options,
      Q request,
      Function<A, R> reading,
      Function<Throwable, ComplaintException> errors) {
    ClientCall<Q, A> call = channel.newCall(method, options);
    CompletableFuture<R> future = new CompletableFuture<>();
    future.whenComplete(
        (answer, error) -> {
          if (future.isCancelled()) {
            call.cancel("cancelled by the caller", null);
          }
        });
    ClientCalls.asyncUnaryCall(call, request, new Answer<>(future, reading, errors));
    return future;
  }

  /** The answer counts once its status has come. */
  private static final class Answer<A, R> implements StreamObserver<A> {
    private final CompletableFuture<R> future;
    private final Function<A, R> reading;
    private final Function<Throwable, ComplaintException> errors;
    private A message;

    Answer(
        CompletableFuture<R> future,
        Function<A, R> reading,
        Function<Throwable, ComplaintException> errors) {
      this.future = future;
      this.reading = reading;
      this.errors = errors;
    }

    @Override
    public void onNext(A received) {
      message = received;
    }

    @Override
    public void onError(Throwable error) {
      future.completeExceptionally(errors.apply(error));
    }

    @Override
    public void onCompleted() {
      future.complete(reading.apply(message));
    }
  }
}
