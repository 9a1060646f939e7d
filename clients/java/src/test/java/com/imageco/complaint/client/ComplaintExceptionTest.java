package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.imageco.complaint.client.testing.FakeComplaintServer;
import com.imageco.complaint.client.testing.Fault;
import com.imageco.complaint.v1.ErrorReason;
import com.imageco.complaint.v1.ReplyAdminServiceGrpc;
import com.imageco.complaint.v1.SettleReplyRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ComplaintExceptionTest {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST, NOTHING",
    "MERCHANT_NOT_CONFIGURED, NOTHING",
    "REPLY_NOT_FOUND, NOTHING",
    "CALLER_NOT_ALLOWED, NOTHING",
    "TRANSACTION_ID_REUSED, NOTHING",
    "GATEWAY_REJECTED, REFUSED",
    "OUTCOME_UNKNOWN, PERHAPS",
    "REPLY_IN_PROGRESS, PERHAPS",
    "GATEWAY_UNREACHABLE, NOTHING",
    "CIRCUIT_OPEN, NOTHING",
    "LEDGER_UNAVAILABLE, NOTHING",
    "DRAINING, NOTHING",
    "RATE_LIMITED, NOTHING",
    "OVERLOADED, NOTHING",
    "DEADLINE_TOO_SHORT, NOTHING",
    "REPLY_NOT_UNKNOWN, NOTHING",
    "MOON_TOO_FULL, PERHAPS",
  })
  void tellsWhatWasSent(String reason, Sent sent) {
    assertEquals(sent, from(Status.Code.ABORTED, info("complaint.imageco", reason)).sent());
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OK", "UNIMPLEMENTED", "UNAUTHENTICATED"})
  void leavesItOpenWhereTheBridgeSaidNothing(Status.Code code) {
    ComplaintException failure = from(code);
    assertEquals(Sent.PERHAPS, failure.sent());
    assertEquals(ErrorReason.ERROR_REASON_UNSPECIFIED, failure.reason());
    assertEquals("", failure.reasonName());
    assertEquals(code, failure.code());
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNIMPLEMENTED", "UNAUTHENTICATED"})
  void knowsCodesThatComeBeforeTheService(Status.Code code) {
    assertEquals(Sent.NOTHING, from(code).sent());
  }

  @Test
  void keepsTheTextOfAReasonThatItDoesNotKnow() {
    ComplaintException failure =
        from(Status.Code.ABORTED, info("complaint.imageco", "MOON_TOO_FULL"));
    assertEquals(ErrorReason.UNRECOGNIZED, failure.reason());
    assertEquals("MOON_TOO_FULL", failure.reasonName());
    assertTrue(failure.getMessage().startsWith("MOON_TOO_FULL: "), failure.getMessage());
  }

  @Test
  void hearsNoReasonFromAnotherDomain() {
    ComplaintException failure =
        from(Status.Code.UNAVAILABLE, info("mesh.example", "GATEWAY_REJECTED"));
    assertEquals("", failure.reasonName());
    assertEquals(Sent.PERHAPS, failure.sent());
    assertEquals(Map.of(), failure.metadata());
  }

  @Test
  void findsTheBridgesWordBehindAnother() {
    ComplaintException failure =
        from(
            Status.Code.UNAVAILABLE,
            info("mesh.example", "UPSTREAM"),
            info("complaint.imageco", "DRAINING"));
    assertEquals(ErrorReason.DRAINING, failure.reason());
  }

  @Test
  void bearsDetailsThatAreNoStatus() {
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, new byte[] {(byte) 0xff, 1, 2, 3});
    ComplaintException failure =
        ComplaintException.from(Status.UNKNOWN.asRuntimeException(trailers));
    assertEquals("", failure.reasonName());
    assertEquals(Sent.PERHAPS, failure.sent());
  }

  @Test
  void bearsADetailThatIsCutOff() {
    Any whole = info("complaint.imageco", "DRAINING");
    Any cut = whole.toBuilder().setValue(whole.getValue().substring(0, 5)).build();
    Any odd = Any.newBuilder().setTypeUrl("no slash").setValue(ByteString.EMPTY).build();
    assertEquals("", from(Status.Code.UNAVAILABLE, cut, odd).reasonName());
    assertEquals("DRAINING", from(Status.Code.UNAVAILABLE, cut, odd, whole).reasonName());
  }

  @ParameterizedTest
  @CsvSource({"3, 500000000, PT3.5S", "0, 0, PT0S"})
  void tellsWhenToComeBack(long seconds, int nanos, java.time.Duration delay) {
    assertEquals(Optional.of(delay), from(Status.Code.ABORTED, retry(seconds, nanos)).retryDelay());
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "9223372036854775807, 999999999", "-9223372036854775808, 0"})
  void bearsADelayThatIsNone(long seconds, int nanos) {
    assertEquals(Optional.empty(), from(Status.Code.ABORTED, retry(seconds, nanos)).retryDelay());
  }

  @Test
  void leavesOutWhatIsNotThere() {
    ComplaintException failure = from(Status.Code.UNKNOWN);
    assertEquals(Optional.empty(), failure.retryDelay());
    assertEquals(Optional.empty(), failure.gatewayResult());
    assertEquals(Optional.empty(), failure.request());
    assertEquals(List.of(), failure.violations());
    assertEquals("", failure.transactionId());
  }

  @Test
  void tellsPeopleWhatHappenedWhatWasSentAndWhatToDo() {
    StatusRuntimeException thrown =
        thrown(Status.Code.UNKNOWN, info("complaint.imageco", "OUTCOME_UNKNOWN"));
    assertEquals(
        "OUTCOME_UNKNOWN: no answer came. Perhaps the consumer sees the reply: ask again with the"
            + " same transaction_id or look at the complaint, never send it under a new one"
            + " (transaction_id resp1)",
        ComplaintException.from(thrown, "resp1").getMessage());
  }

  @Test
  void tellsWhoIsNotAllowedWhatToCheck() {
    String message =
        from(Status.Code.PERMISSION_DENIED, info("complaint.imageco", "CALLER_NOT_ALLOWED"))
            .getMessage();
    assertTrue(
        message.endsWith(": check the certificate or the token, and the isspid"), message);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNIMPLEMENTED", "UNAUTHENTICATED"})
  void tellsWhoIsTurnedAwayWhatToCheck(Status.Code code) {
    String message = from(code).getMessage();
    assertTrue(
        message.endsWith(
            ": check the address, TLS or plaintext, the certificates, the token and what stands in"
                + " front of the bridge"),
        message);
  }

  @Test
  void tellsNothingTwice() {
    ComplaintException failure =
        ComplaintException.from(
            StatusProto.toStatusRuntimeException(
                com.google.rpc.Status.newBuilder()
                    .setCode(Status.Code.UNAVAILABLE.value())
                    .setMessage("going down; nothing was sent")
                    .addDetails(info("complaint.imageco", "DRAINING"))
                    .build()));
    assertEquals(
        "DRAINING: going down; nothing was sent. Retry with the same transaction_id",
        failure.getMessage());
    assertEquals(
        "DRAINING: going down; nothing was sent. But an earlier attempt may have sent it, and"
            + " perhaps the consumer sees the reply: ask again with the same transaction_id or look"
            + " at the complaint, never send it under a new one",
        failure.withSent(Sent.PERHAPS).getMessage());
  }

  @Test
  void tellsTheCauseInItsMessage() {
    Throwable cause = new IOException("finishConnect failed", new IOException("refused: /::1"));
    Status status = Status.UNAVAILABLE.withDescription("io exception").withCause(cause);
    assertTrue(
        ComplaintException.from(status.asRuntimeException())
            .getMessage()
            .startsWith("UNAVAILABLE: io exception: finishConnect failed: refused: /::1. "));
  }

  @Test
  void tellsACauseOnce() {
    Throwable cause = new IOException("refused");
    Status status = Status.UNAVAILABLE.withDescription("refused").withCause(cause);
    assertTrue(
        ComplaintException.from(status.asRuntimeException())
            .getMessage()
            .startsWith("UNAVAILABLE: refused. "));
  }

  @Test
  void neverHoldsTheText() {
    try (FakeComplaintServer fake = FakeComplaintServer.start();
        ComplaintClient client = fake.connect()) {
      fake.failNext(Fault.reason(ErrorReason.OUTCOME_UNKNOWN));
      ComplaintException failure =
          assertThrows(ComplaintException.class, () -> client.reply(Requests.reply()));
      assertFalse(failure.toString().contains(Requests.reply().getResponseContent()));
      assertFalse(failure.getCause().toString().contains(Requests.reply().getResponseContent()));
    }
  }

  @Test
  void looksThroughWhatWrapsIt() {
    StatusRuntimeException thrown =
        thrown(Status.Code.ABORTED, info("complaint.imageco", "DRAINING"));
    ComplaintException failure = ComplaintException.from(new ExecutionException(thrown));
    assertEquals(ErrorReason.DRAINING, failure.reason());
    assertSame(failure, ComplaintException.from(new CompletionException(failure)));
  }

  @Test
  void readsTheFailuresOfTheAdminService() {
    try (FakeComplaintServer fake = FakeComplaintServer.start();
        ComplaintClient client = fake.connect()) {
      client.reply(Requests.reply("resp1"));
      var admin = ReplyAdminServiceGrpc.newBlockingStub(client.channel());
      var request =
          SettleReplyRequest.newBuilder().setIsspid(Requests.ISSPID).setTransactionId("resp1");
      StatusRuntimeException thrown =
          assertThrows(StatusRuntimeException.class, () -> admin.settleReply(request.build()));
      ComplaintException failure = ComplaintException.from(thrown, "resp1");
      assertEquals(ErrorReason.REPLY_NOT_UNKNOWN, failure.reason());
      assertEquals(Sent.NOTHING, failure.sent());
    }
  }

  private static ComplaintException from(Status.Code code, Any... details) {
    return ComplaintException.from(thrown(code, details));
  }

  private static StatusRuntimeException thrown(Status.Code code, Any... details) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage("no answer came")
            .addAllDetails(List.of(details))
            .build());
  }

  private static Any info(String domain, String reason) {
    return Any.pack(ErrorInfo.newBuilder().setDomain(domain).setReason(reason).build());
  }

  private static Any retry(long seconds, int nanos) {
    Duration delay = Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    return Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build());
  }
}
