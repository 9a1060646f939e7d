package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.imageco.complaint.client.testing.FakeComplaintServer;
import com.imageco.complaint.client.testing.Fault;
import com.imageco.complaint.v1.ErrorReason;
import com.imageco.complaint.v1.ReplyRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the shared service config makes gRPC do. */
@Timeout(20)
class RetryTest {
  private final FakeComplaintServer fake = FakeComplaintServer.start();
  private final ComplaintClient client = fake.connect();

  @AfterEach
  void close() {
    client.close();
    fake.close();
  }

  @Test
  void triesAgainWithTheSameIdWhenTheConnectionIsLost() {
    fake.failNext(Fault.lostBefore(), Fault.lostAfter());
    ReplyRequest.Builder request = Requests.reply();
    assertTrue(client.reply(request).getReplayed());
    assertEquals(3, fake.received().size());
    assertEquals(Set.of(request.build()), Set.copyOf(fake.received()));
    assertEquals(1, fake.shown().size());
  }

  @Test
  void triesOnceWithoutRetries() {
    fake.failNext(Fault.lostBefore());
    try (ComplaintClient once = fake.connect(ConnectOptions.plaintext().withRetries(false))) {
      assertThrows(ComplaintException.class, () -> once.reply(Requests.reply()));
    }
    assertEquals(1, fake.received().size());
  }

  @Test
  void triesNoOtherCodeAgain() {
    fake.failNext(Fault.status(Status.ABORTED, new Metadata()));
    assertThrows(ComplaintException.class, () -> client.reply(Requests.reply()));
    assertEquals(1, fake.received().size());
  }

  @Test
  void remembersALostAttemptBehindALaterWord() {
    fake.failNext(Fault.lostAfter(), Fault.reason(ErrorReason.RATE_LIMITED));
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.reply(Requests.reply()));
    assertEquals(ErrorReason.RATE_LIMITED, failure.reason());
    assertEquals(Sent.PERHAPS, failure.sent());
  }

  @Test
  void knowsThatNothingWasSentWhereEveryAttemptWasToldSo() {
    Fault told = Fault.reason(ErrorReason.GATEWAY_UNREACHABLE);
    fake.failNext(told, told, told, told);
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.reply(Requests.reply()));
    assertEquals(4, fake.received().size());
    assertEquals(Sent.NOTHING, failure.sent());
  }

  @Test
  void knowsThatNothingWasSentWhereTheDeadlineEndsAPauseBetweenAttempts() {
    Fault told = Fault.reason(ErrorReason.GATEWAY_UNREACHABLE);
    fake.failNext(told, told, told);
    ComplaintException failure =
        assertThrows(
            ComplaintException.class,
            () -> client.reply(Requests.reply(), Duration.ofMillis(1000)));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.code());
    assertEquals(Sent.NOTHING, failure.sent());
  }

  @Test
  void knowsThatNothingLeftWhereNobodyListens() {
    try (ComplaintClient alone =
        ComplaintClient.connect("127.0.0.1:1", ConnectOptions.plaintext())) {
      ComplaintException failure =
          assertThrows(ComplaintException.class, () -> alone.reply(Requests.reply()));
      assertEquals(Status.Code.UNAVAILABLE, failure.code());
      assertEquals(Sent.NOTHING, failure.sent());
    }
  }

  @Test
  void keepsAwayFromABridgeThatIsNotHealthy() {
    fake.setServing(false);
    ComplaintException failure =
        assertThrows(
            ComplaintException.class, () -> client.reply(Requests.reply(), Duration.ofSeconds(3)));
    assertEquals(Status.Code.UNAVAILABLE, failure.code());
    assertTrue(fake.received().isEmpty());
    fake.setServing(true);
    client.replyUntilSettled(Requests.reply());
    assertEquals(1, fake.shown().size());
  }
}
