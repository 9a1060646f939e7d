package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.imageco.complaint.client.testing.FakeComplaintServer;
import com.imageco.complaint.client.testing.Fault;
import com.imageco.complaint.v1.ErrorReason;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class ReplyUntilSettledTest {
  private static final Duration SHORT = Duration.ofMillis(800);
  private static final Fault ENDLESS = Fault.slow(Duration.ofSeconds(20));

  private final FakeComplaintServer fake = FakeComplaintServer.start();
  private final ComplaintClient client =
      fake.connect(ConnectOptions.plaintext().withRetries(false));

  @AfterEach
  void close() {
    client.close();
    fake.close();
  }

  @Test
  void answersAtOnce() {
    assertFalse(client.replyUntilSettled(Requests.reply()).getReplayed());
    assertEquals(1, fake.received().size());
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "REPLY_IN_PROGRESS",
        "GATEWAY_UNREACHABLE",
        "CIRCUIT_OPEN",
        "LEDGER_UNAVAILABLE",
        "DRAINING",
        "RATE_LIMITED",
        "OVERLOADED"
      })
  void asksAgainWithTheSameId(ErrorReason reason) {
    fake.failNext(Fault.reason(reason), Fault.reason(reason));
    ReplyRequest.Builder request = Requests.reply();
    ReplyResponse response = client.replyUntilSettled(request);
    assertEquals(request.getTransactionId(), response.getTransactionId());
    assertEquals(3, fake.received().size());
    assertEquals(Set.of(request.build()), Set.copyOf(fake.received()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNAVAILABLE", "UNKNOWN", "INTERNAL", "CANCELLED", "DEADLINE_EXCEEDED"})
  void asksAgainWhereTheBridgeSaidNothing(Status.Code code) {
    fake.failNext(bare(code));
    client.replyUntilSettled(Requests.reply());
    assertEquals(2, fake.received().size());
  }

  @Test
  void showsTheReplyOnceWhenTheAnswerIsLost() {
    fake.failNext(Fault.lostAfter());
    assertTrue(client.replyUntilSettled(Requests.reply()).getReplayed());
    assertEquals(1, fake.shown().size());
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "OUTCOME_UNKNOWN",
        "GATEWAY_REJECTED",
        "INVALID_REQUEST",
        "MERCHANT_NOT_CONFIGURED",
        "CALLER_NOT_ALLOWED",
        "TRANSACTION_ID_REUSED"
      })
  void stopsAtOnceWhereAskingAgainMendsNothing(ErrorReason reason) {
    fake.failNext(Fault.reason(reason));
    assertEquals(reason, failure(Requests.reply(), Duration.ofSeconds(10)).reason());
    assertEquals(1, fake.received().size());
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {
        "UNIMPLEMENTED",
        "UNAUTHENTICATED",
        "PERMISSION_DENIED",
        "INVALID_ARGUMENT",
        "NOT_FOUND",
        "RESOURCE_EXHAUSTED"
      })
  void stopsAtOnceWhereTheCodeCannotBeMended(Status.Code code) {
    fake.failNext(bare(code));
    assertEquals(code, failure(Requests.reply(), Duration.ofSeconds(10)).code());
    assertEquals(1, fake.received().size());
  }

  @Test
  void stopsAtAReasonThatItDoesNotKnow() {
    fake.failNext(Fault.reason("MOON_TOO_FULL", Status.Code.FAILED_PRECONDITION));
    ComplaintException failure = failure(Requests.reply(), Duration.ofSeconds(10));
    assertEquals("MOON_TOO_FULL", failure.reasonName());
    assertEquals(Sent.PERHAPS, failure.sent());
  }

  @Test
  void asksAgainAtAReasonThatItDoesNotKnowWhereTheCodeInvitesIt() {
    fake.failNext(Fault.reason("MOON_TOO_FULL", Status.Code.UNAVAILABLE));
    client.replyUntilSettled(Requests.reply());
    assertEquals(2, fake.received().size());
  }

  @Test
  void waitsAsLongAsTheBridgeAsks() {
    fake.failNext(Fault.reason(ErrorReason.RATE_LIMITED).withRetryDelay(SHORT));
    long start = System.nanoTime();
    client.replyUntilSettled(Requests.reply());
    assertTrue(System.nanoTime() - start >= SHORT.toNanos());
  }

  @Test
  void stopsAtOnceWhereTheWaitDoesNotFit() {
    fake.failNext(Fault.reason(ErrorReason.CIRCUIT_OPEN).withRetryDelay(Duration.ofSeconds(30)));
    ComplaintException failure =
        assertTimeout(
            Duration.ofSeconds(2), () -> failure(Requests.reply(), Duration.ofSeconds(10)));
    assertEquals(ErrorReason.CIRCUIT_OPEN, failure.reason());
    assertEquals(Duration.ofSeconds(30), failure.retryDelay().orElseThrow());
    assertEquals(Sent.NOTHING, failure.sent());
  }

  @Test
  void asksAgainWithALongerDeadlineWhereOneIsLeft() {
    fake.failNext(Fault.reason(ErrorReason.DEADLINE_TOO_SHORT));
    client.replyUntilSettled(Requests.reply(), Duration.ofSeconds(40));
    assertEquals(2, fake.received().size());
  }

  @Test
  void stopsAtOnceWhereNoLongerDeadlineIsLeft() {
    fake.failNext(Fault.reason(ErrorReason.DEADLINE_TOO_SHORT));
    ComplaintException failure = failure(Requests.reply(), Duration.ofSeconds(20));
    assertEquals(ErrorReason.DEADLINE_TOO_SHORT, failure.reason());
    assertEquals(1, fake.received().size());
  }

  @Test
  void endsAtItsDeadline() {
    fake.failNext(ENDLESS);
    ComplaintException failure =
        assertTimeout(Duration.ofSeconds(5), () -> failure(Requests.reply(), SHORT));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.code());
    assertEquals(Sent.PERHAPS, failure.sent());
  }

  @Test
  void tellsTheBridgesWordRatherThanTheDeadline() {
    fake.failNext(Fault.reason(ErrorReason.OVERLOADED), ENDLESS);
    ComplaintException failure = failure(Requests.reply(), SHORT);
    assertEquals(ErrorReason.OVERLOADED, failure.reason());
    assertEquals(Sent.PERHAPS, failure.sent(), "the second attempt may have sent it");
  }

  @Test
  void tellsWhyItAskedAgainRatherThanThatTheDeadlineRanShort() {
    fake.failNext(
        Fault.reason(ErrorReason.GATEWAY_UNREACHABLE),
        Fault.reason(ErrorReason.DEADLINE_TOO_SHORT));
    ComplaintException failure = failure(Requests.reply(), Duration.ofSeconds(5));
    assertEquals(ErrorReason.GATEWAY_UNREACHABLE, failure.reason());
    assertEquals(Sent.NOTHING, failure.sent());
  }

  @Test
  void remembersAnAttemptThatMayHaveSentIt() {
    fake.failNext(Fault.lostAfter(), Fault.reason(ErrorReason.CALLER_NOT_ALLOWED));
    ComplaintException failure = failure(Requests.reply(), Duration.ofSeconds(10));
    assertEquals(ErrorReason.CALLER_NOT_ALLOWED, failure.reason());
    assertEquals(Sent.PERHAPS, failure.sent());
    assertTrue(
        failure.getMessage().contains("never send it under a new one"), failure.getMessage());
  }

  @Test
  void takesARefusalForTheWholeReply() {
    fake.failNext(Fault.lostAfter(), Fault.reason(ErrorReason.GATEWAY_REJECTED));
    assertEquals(Sent.REFUSED, failure(Requests.reply(), Duration.ofSeconds(10)).sent());
  }

  @Test
  void endsWhenTheThreadIsInterrupted() throws Exception {
    fake.failNext(Fault.reason(ErrorReason.OVERLOADED).withRetryDelay(Duration.ofSeconds(20)));
    var executor = Executors.newSingleThreadExecutor();
    var call =
        executor.submit(
            () -> {
              ComplaintException failure = failure(Requests.reply(), Duration.ofSeconds(60));
              assertTrue(Thread.currentThread().isInterrupted());
              return failure;
            });
    awaitFirstAttempt();
    executor.shutdownNow();
    ComplaintException failure = call.get(2, TimeUnit.SECONDS);
    assertEquals(Status.Code.CANCELLED, failure.code());
    assertEquals(Sent.PERHAPS, failure.sent());
    assertEquals(1, fake.received().size());
  }

  @Test
  void endsWithTheFuture() throws Exception {
    fake.failNext(Fault.reason(ErrorReason.OVERLOADED), Fault.reason(ErrorReason.OVERLOADED));
    PendingReply pending = client.replyUntilSettledAsync(Requests.reply());
    awaitFirstAttempt();
    pending.cancel(true);
    assertThrows(CancellationException.class, pending::get);
    TimeUnit.MILLISECONDS.sleep(400);
    assertTrue(fake.received().size() <= 2, "it goes on asking");
  }

  @Test
  void endsWithTheContextOfItsCaller() throws Exception {
    fake.failNext(Fault.reason(ErrorReason.OVERLOADED).withRetryDelay(Duration.ofSeconds(20)));
    Context.CancellableContext context = Context.current().withCancellation();
    PendingReply pending =
        context.call(() -> client.replyUntilSettledAsync(Requests.reply(), Duration.ofSeconds(60)));
    awaitFirstAttempt();
    context.cancel(null);
    assertEquals(Status.Code.CANCELLED, failureOf(pending).code());
  }

  @Test
  void heedsTheDeadlineOfItsContext() throws Exception {
    var timer = Executors.newSingleThreadScheduledExecutor();
    fake.failNext(ENDLESS);
    Context.CancellableContext context =
        Context.current().withDeadlineAfter(500, TimeUnit.MILLISECONDS, timer);
    PendingReply pending = context.call(() -> client.replyUntilSettledAsync(Requests.reply()));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failureOf(pending).code());
    timer.shutdownNow();
  }

  @Test
  void endsWithTheClient() throws Exception {
    fake.failNext(Fault.reason(ErrorReason.OVERLOADED).withRetryDelay(Duration.ofSeconds(20)));
    PendingReply pending = client.replyUntilSettledAsync(Requests.reply(), Duration.ofSeconds(60));
    awaitFirstAttempt();
    TimeUnit.MILLISECONDS.sleep(100);
    client.close();
    assertEquals(pending.request().getTransactionId(), failureOf(pending).transactionId());
  }

  @Test
  void findsTheBridgeAgainWhereAllIsLostForAWhile() {
    fake.failNext(Fault.lostBefore(), Fault.lostBefore(), Fault.lostBefore());
    assertFalse(client.replyUntilSettled(Requests.reply()).getReplayed());
    assertEquals(1, fake.shown().size());
    assertEquals(
        1,
        fake.received().stream()
            .map(ReplyRequest::getTransactionId)
            .collect(Collectors.toSet())
            .size());
  }

  private ComplaintException failure(ReplyRequest.Builder request, Duration deadline) {
    return assertThrows(
        ComplaintException.class, () -> client.replyUntilSettled(request, deadline));
  }

  private static ComplaintException failureOf(PendingReply pending) {
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> pending.get(5, TimeUnit.SECONDS));
    return (ComplaintException) thrown.getCause();
  }

  private void awaitFirstAttempt() throws InterruptedException {
    while (fake.received().equals(List.of())) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static Fault bare(Status.Code code) {
    return Fault.status(code.toStatus(), new Metadata());
  }
}
