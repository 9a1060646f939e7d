package com.imageco.complaint.client;

import com.google.protobuf.Message;
import com.imageco.complaint.v1.ComplaintServiceGrpc;
import com.imageco.complaint.v1.GetReplyRequest;
import com.imageco.complaint.v1.GetReplyResponse;
import com.imageco.complaint.v1.ListRepliesRequest;
import com.imageco.complaint.v1.ListRepliesResponse;
import com.imageco.complaint.v1.ReplyAdminServiceGrpc;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import com.imageco.complaint.v1.SettleReplyRequest;
import com.imageco.complaint.v1.SettleReplyResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A server that takes every call, and keeps what each shows. */
final class TokenKeeper implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** A health check came. */
  final CountDownLatch healthAsked = new CountDownLatch(1);

  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;
  private List<String> kept = new ArrayList<>();

  private TokenKeeper(ServerCredentials credentials) throws IOException {
    health.setStatus(ComplaintServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    server =
        Grpc.newServerBuilderForPort(0, credentials)
            .addService(new Complaints())
            .addService(new Admin())
            .addService(health.getHealthService())
            .intercept(new Keeping())
            .build()
            .start();
  }

  static TokenKeeper start() throws IOException {
    return start(InsecureServerCredentials.create());
  }

  static TokenKeeper start(ServerCredentials credentials) throws IOException {
    return new TokenKeeper(credentials);
  }

  String target() {
    return "127.0.0.1:" + server.getPort();
  }

  /** What was shown since the last look, by health checks too. */
  synchronized List<String> take() {
    List<String> taken = kept;
    kept = new ArrayList<>();
    return taken;
  }

  private synchronized void keep(Iterable<String> shown) {
    if (shown != null) {
      shown.forEach(kept::add);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static <A extends Message> void answer(StreamObserver<A> caller, A answer) {
    caller.onNext(answer);
    caller.onCompleted();
  }

  private final class Keeping implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      keep(headers.getAll(AUTHORIZATION));
      if (call.getMethodDescriptor().getFullMethodName().endsWith("Health/Watch")) {
        healthAsked.countDown();
      }
      return next.startCall(call, headers);
    }
  }

  private static final class Complaints extends ComplaintServiceGrpc.ComplaintServiceImplBase {
    @Override
    public void reply(ReplyRequest request, StreamObserver<ReplyResponse> caller) {
      answer(caller, ReplyResponse.getDefaultInstance());
    }

    @Override
    public void getReply(GetReplyRequest request, StreamObserver<GetReplyResponse> caller) {
      answer(caller, GetReplyResponse.getDefaultInstance());
    }
  }

  private static final class Admin extends ReplyAdminServiceGrpc.ReplyAdminServiceImplBase {
    @Override
    public void listReplies(
        ListRepliesRequest request, StreamObserver<ListRepliesResponse> caller) {
      answer(caller, ListRepliesResponse.getDefaultInstance());
    }

    @Override
    public void settleReply(
        SettleReplyRequest request, StreamObserver<SettleReplyResponse> caller) {
      answer(caller, SettleReplyResponse.getDefaultInstance());
    }
  }
}
