package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.imageco.complaint.client.testing.FakeComplaintServer;
import com.imageco.complaint.client.testing.Fault;
import com.imageco.complaint.v1.ErrorReason;
import com.imageco.complaint.v1.ReplyRecord;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import com.imageco.complaint.v1.ReplyState;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReplyTest {
  private final FakeComplaintServer fake = FakeComplaintServer.start();
  private final ComplaintClient client = fake.connect();

  @AfterEach
  void close() {
    client.close();
    fake.close();
  }

  @Test
  void deliversAndTellsWhatTheGatewaySaid() {
    ReplyResponse response = client.reply(Requests.reply("resp1"));
    assertEquals("0000", response.getResult().getId());
    assertEquals("回复成功", response.getResult().getComment());
    assertEquals("resp1", response.getTransactionId());
    assertEquals(List.of(Requests.reply("resp1").build()), fake.shown());
  }

  @Test
  void sendsNoHalfOfACharacter() {
    String cut = "😀".substring(0, 1);
    ReplyRequest.Builder text = Requests.reply("resp1").setResponseContent("好" + cut);
    ReplyRequest.Builder link = Requests.reply("resp1");
    link.getJumpLinkBuilder().setText(cut);
    ComplaintException thrown =
        assertThrows(ComplaintException.class, () -> client.replyUntilSettled(text));
    assertEquals(
        "INVALID_ARGUMENT: response_content holds half a character. Nothing was sent: fix the"
            + " request (transaction_id resp1)",
        thrown.getMessage());
    assertEquals(Sent.NOTHING, thrown.sent());
    thrown = assertThrows(ComplaintException.class, () -> client.reply(link));
    assertTrue(thrown.getMessage().contains("jump_link.text holds half"), thrown.getMessage());
    assertEquals(List.of(), fake.received());
  }

  @Test
  void writesTheIdThatItMakesIntoTheBuilder() {
    ReplyRequest.Builder request = Requests.reply();
    ReplyResponse response = client.reply(request);
    assertTrue(request.getTransactionId().matches("[0-9a-z]{32}"), request.getTransactionId());
    assertEquals(request.getTransactionId(), response.getTransactionId());
  }

  @Test
  void isTheSameReplyWhenCalledAgainWithTheBuilder() {
    ReplyRequest.Builder request = Requests.reply();
    client.reply(request);
    assertTrue(client.reply(request).getReplayed());
    assertEquals(1, fake.shown().size());
  }

  @Test
  void keepsTheIdInTheBuilderWhenItFails() {
    fake.failNext(Fault.reason(ErrorReason.REPLY_IN_PROGRESS));
    ReplyRequest.Builder request = Requests.reply();
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.reply(request));
    assertEquals(request.getTransactionId(), failure.transactionId());
    assertEquals(request.build(), failure.request().orElseThrow());
  }

  @Test
  void handsOutTheMadeIdWithAMessageThatCannotChange() {
    fake.failNext(Fault.reason(ErrorReason.REPLY_IN_PROGRESS));
    ReplyRequest request = Requests.reply().build();
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.reply(request));
    assertEquals(32, failure.transactionId().length());
    assertEquals(fake.received().get(0), failure.request().orElseThrow());
    assertEquals(
        failure.transactionId(), client.reply(failure.request().orElseThrow()).getTransactionId());
  }

  @Test
  void makesAnotherIdForAnotherReply() {
    assertNotEquals(
        client.reply(Requests.reply()).getTransactionId(),
        client.reply(Requests.reply()).getTransactionId());
    assertNotEquals(ComplaintClient.newTransactionId(), ComplaintClient.newTransactionId());
  }

  @Test
  void refusesAnotherPayloadUnderTheSameId() {
    client.reply(Requests.reply("resp1"));
    ComplaintException failure =
        assertThrows(
            ComplaintException.class,
            () -> client.reply(Requests.reply("resp1").setResponseContent("另一个回复")));
    assertEquals(ErrorReason.TRANSACTION_ID_REUSED, failure.reason());
    assertEquals(Status.Code.ALREADY_EXISTS, failure.code());
    assertEquals(Sent.NOTHING, failure.sent());
  }

  @Test
  void namesEveryFieldAtFault() {
    ComplaintException failure =
        assertThrows(
            ComplaintException.class,
            () -> client.reply(ReplyRequest.newBuilder().setIsspid(Requests.ISSPID)));
    assertEquals(ErrorReason.INVALID_REQUEST, failure.reason());
    assertEquals(
        List.of("seller_account", "complaint_id", "response_content"),
        failure.violations().stream().map(FieldViolation::field).toList());
    assertEquals(32, failure.transactionId().length());
  }

  @Test
  void tellsWhatTheGatewayRefused() {
    fake.failNext(Fault.reason(ErrorReason.GATEWAY_REJECTED).withGatewayResult("1001", "投诉单已完结"));
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.reply(Requests.reply()));
    assertEquals(Sent.REFUSED, failure.sent());
    assertEquals(new GatewayResult("1001", "投诉单已完结"), failure.gatewayResult().orElseThrow());
  }

  @Test
  void endsAtItsDeadline() {
    fake.failNext(Fault.slow(Duration.ofSeconds(10)));
    ComplaintException failure =
        assertTimeout(
            Duration.ofSeconds(5),
            () ->
                assertThrows(
                    ComplaintException.class,
                    () -> client.reply(Requests.reply(), Duration.ofMillis(300))));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.code());
    assertEquals(ErrorReason.ERROR_REASON_UNSPECIFIED, failure.reason());
    assertEquals(Sent.PERHAPS, failure.sent());
  }

  @Test
  void hasADefaultDeadline() {
    fake.failNext(Fault.slow(Duration.ofSeconds(10)));
    ConnectOptions options = ConnectOptions.plaintext().withDeadline(Duration.ofMillis(300));
    try (ComplaintClient hasty = fake.connect(options)) {
      ComplaintException failure =
          assertThrows(ComplaintException.class, () -> hasty.reply(Requests.reply()));
      assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.code());
    }
  }

  @Test
  void takesNoDeadlineThatHasPassed() {
    ReplyRequest.Builder request = Requests.reply();
    assertThrows(IllegalArgumentException.class, () -> client.reply(request, Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class, () -> client.replyUntilSettled(request, Duration.ZERO));
    assertEquals(List.of(), fake.received());
  }

  @Test
  void takesADeadlineThatNeverComes() {
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
    client.reply(Requests.reply(), forever);
    client.replyUntilSettled(Requests.reply(), forever);
    assertEquals(2, fake.shown().size());
  }

  @Test
  void leavesAtOnceWhenTheThreadIsInterrupted() {
    fake.failNext(Fault.slow(Duration.ofSeconds(10)));
    ReplyRequest.Builder request = Requests.reply();
    Thread.currentThread().interrupt();
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.reply(request));
    assertTrue(Thread.interrupted());
    assertEquals(Status.Code.CANCELLED, failure.code());
    assertEquals(Sent.PERHAPS, failure.sent());
    assertEquals(request.getTransactionId(), failure.transactionId());
  }

  @Test
  void endsWithTheContextOfItsCaller() {
    fake.failNext(Fault.slow(Duration.ofSeconds(10)));
    Context.CancellableContext context = Context.current().withCancellation();
    PendingReply pending = start(context);
    context.cancel(null);
    ComplaintException failure = failureOf(pending);
    assertEquals(Status.Code.CANCELLED, failure.code());
  }

  @Test
  void cancelsTheCallWithTheFuture() throws Exception {
    fake.failNext(Fault.slow(Duration.ofSeconds(10)));
    PendingReply pending = client.replyAsync(Requests.reply());
    while (fake.received().isEmpty()) {
      Thread.onSpinWait();
    }
    assertTrue(pending.cancel(true));
    assertThrows(CancellationException.class, pending::get);
    assertEquals(32, pending.request().getTransactionId().length());
    assertEquals(
        pending.request().getTransactionId(), client.reply(pending.request()).getTransactionId());
  }

  @Test
  void answersLaterThroughTheFuture() throws Exception {
    ReplyRequest.Builder request = Requests.reply();
    PendingReply pending = client.replyAsync(request);
    assertEquals(request.build(), pending.request());
    assertEquals("0000", pending.get(5, TimeUnit.SECONDS).getResult().getId());
  }

  @Test
  void failsLaterThroughTheFuture() {
    fake.failNext(Fault.reason(ErrorReason.MERCHANT_NOT_CONFIGURED));
    ComplaintException failure = failureOf(client.replyAsync(Requests.reply().build()));
    assertEquals(ErrorReason.MERCHANT_NOT_CONFIGURED, failure.reason());
  }

  @Test
  void showsTheStackOfTheCaller() {
    fake.failNext(Fault.reason(ErrorReason.MERCHANT_NOT_CONFIGURED));
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.reply(Requests.reply()));
    assertTrue(
        Arrays.stream(failure.getStackTrace())
            .anyMatch(frame -> frame.getClassName().startsWith(ReplyTest.class.getName())));
  }

  @Test
  void tellsWhatIsKnownOfAReply() throws Exception {
    client.reply(Requests.reply("resp1"));
    ReplyRecord record = client.getReply(Requests.ISSPID, "resp1");
    assertEquals(ReplyState.REPLY_STATE_DELIVERED, record.getState());
    assertEquals(record, client.getReplyAsync(Requests.ISSPID, "resp1").get());
  }

  @Test
  void sendsNothingByAsking() {
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.getReply(Requests.ISSPID, "nowhere"));
    assertEquals(ErrorReason.REPLY_NOT_FOUND, failure.reason());
    assertEquals(Sent.NOTHING, failure.sent());
    assertEquals("nowhere", failure.transactionId());
    assertFalse(failure.request().isPresent());
  }

  @Test
  void sendsNothingByAskingThoughTheAnswerIsLost() {
    fake.failNext(Fault.slow(Duration.ofSeconds(10)));
    ComplaintException failure =
        assertThrows(
            ComplaintException.class,
            () -> client.getReply(Requests.ISSPID, "resp1", Duration.ofMillis(200)));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.code());
    assertEquals(Sent.NOTHING, failure.sent());
  }

  private PendingReply start(Context context) {
    Context before = context.attach();
    try {
      return client.replyAsync(Requests.reply());
    } finally {
      context.detach(before);
    }
  }

  private static ComplaintException failureOf(PendingReply pending) {
    ExecutionException thrown = assertThrows(ExecutionException.class, pending::get);
    return (ComplaintException) thrown.getCause();
  }
}
