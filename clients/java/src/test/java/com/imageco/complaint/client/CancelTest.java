package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.imageco.complaint.v1.ComplaintServiceGrpc;
import com.imageco.complaint.v1.GetReplyRequest;
import com.imageco.complaint.v1.GetReplyResponse;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a server that never answers, and hears when its caller is gone. */
@Timeout(20)
class CancelTest {
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final String name = InProcessServerBuilder.generateName();
  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server =
      InProcessServerBuilder.forName(name)
          .addService(new SilentService())
          .addService(health.getHealthService())
          .build();
  private final ComplaintClient client =
      ComplaintClient.over(InProcessChannelBuilder.forName(name), ConnectOptions.plaintext());

  @BeforeEach
  void start() throws IOException {
    health.setStatus(ComplaintServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    server.start();
  }

  @AfterEach
  void close() {
    client.close();
    server.shutdownNow();
  }

  @Test
  void reachesTheServerFromReply() throws InterruptedException {
    cancelOnArrival(client.replyAsync(Requests.reply()));
  }

  @Test
  void reachesTheServerFromReplyUntilSettled() throws InterruptedException {
    cancelOnArrival(client.replyUntilSettledAsync(Requests.reply()));
  }

  @Test
  void reachesTheServerFromGetReply() throws InterruptedException {
    cancelOnArrival(client.getReplyAsync(Requests.ISSPID, "resp1"));
  }

  @Test
  void reachesTheServerWhereTheFutureTimesOut() throws InterruptedException {
    client.replyAsync(Requests.reply()).orTimeout(200, TimeUnit.MILLISECONDS);
    assertTrue(cancelled.await(5, TimeUnit.SECONDS));
  }

  @Test
  void reachesTheServerFromAnInterruptedThread() throws InterruptedException {
    Thread caller =
        new Thread(
            () ->
                assertThrows(
                    ComplaintException.class, () -> client.replyUntilSettled(Requests.reply())));
    caller.start();
    assertTrue(arrived.await(5, TimeUnit.SECONDS));
    caller.interrupt();
    assertTrue(cancelled.await(5, TimeUnit.SECONDS));
    caller.join();
  }

  private void cancelOnArrival(CompletableFuture<?> pending) throws InterruptedException {
    assertTrue(arrived.await(5, TimeUnit.SECONDS));
    pending.cancel(true);
    assertTrue(cancelled.await(5, TimeUnit.SECONDS));
  }

  private final class SilentService extends ComplaintServiceGrpc.ComplaintServiceImplBase {
    @Override
    public void reply(ReplyRequest request, StreamObserver<ReplyResponse> caller) {
      listen(caller);
    }

    @Override
    public void getReply(GetReplyRequest request, StreamObserver<GetReplyResponse> caller) {
      listen(caller);
    }

    private void listen(StreamObserver<?> caller) {
      ((ServerCallStreamObserver<?>) caller).setOnCancelHandler(cancelled::countDown);
      arrived.countDown();
    }
  }
}
