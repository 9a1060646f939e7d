package com.imageco.complaint.client.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.imageco.complaint.client.ComplaintClient;
import com.imageco.complaint.client.ConnectOptions;
import com.imageco.complaint.v1.ComplaintServiceGrpc;
import com.imageco.complaint.v1.ReplyRequest;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A bridge in this process, without a port. It checks requests by the vendor's field table, takes a
 * reply once per isspid and transaction id, answers it with result 0000, and serves every merchant.
 * SettleReply works; ListReplies does not.
 */
public final class FakeComplaintServer implements AutoCloseable {
  private static final long CLOSE_SECONDS_MAX = 5;

  private final String name = InProcessServerBuilder.generateName();
  private final FakeLedger ledger = new FakeLedger();
  private final FakeComplaintService service = new FakeComplaintService(ledger);
  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server =
      InProcessServerBuilder.forName(name)
          .addService(service)
          .addService(new FakeReplyAdminService(ledger))
          .addService(health.getHealthService())
          .build();

  private FakeComplaintServer() {}

  /**
   * Starts a bridge that serves.
   *
   * @return the bridge; close it when the test ends
   */
  public static FakeComplaintServer start() {
    FakeComplaintServer fake = new FakeComplaintServer();
    fake.setServing(true);
    try {
      fake.server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fake;
  }

  /**
   * A client of this bridge with the default options.
   *
   * @return the client, which the caller closes
   */
  public ComplaintClient connect() {
    return connect(ConnectOptions.plaintext());
  }

  /**
   * A client of this bridge.
   *
   * @param options deadline and retries count
   * @return the client, which the caller closes
   */
  public ComplaintClient connect(ConnectOptions options) {
    return ComplaintClient.over(InProcessChannelBuilder.forName(name), options);
  }

  /**
   * What goes wrong with the calls to come: the first fault with the next call, and so on. An
   * attempt that gRPC makes on its own is a call too.
   *
   * @param faults one for each call
   */
  public void failNext(Fault... faults) {
    List.of(faults).forEach(service::add);
  }

  /**
   * Whether the bridge says that it is healthy. Clients keep away from one that does not.
   *
   * @param serving true after the start
   */
  public void setServing(boolean serving) {
    health.setStatus(
        ComplaintServiceGrpc.SERVICE_NAME,
        serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /**
   * What the consumer saw.
   *
   * @return the replies in order
   */
  public List<ReplyRequest> shown() {
    return ledger.shown();
  }

  /**
   * What the bridge was asked, answered or not.
   *
   * @return every attempt at Reply in order
   */
  public List<ReplyRequest> received() {
    return service.received();
  }

  /** Breaks every connection, and returns when all are gone. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(CLOSE_SECONDS_MAX, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
