package com.imageco.complaint.client.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.imageco.complaint.client.ComplaintClient;
import com.imageco.complaint.client.ComplaintException;
import com.imageco.complaint.client.FieldViolation;
import com.imageco.complaint.v1.ErrorReason;
import com.imageco.complaint.v1.JumpLink;
import com.imageco.complaint.v1.ReplyAdminServiceGrpc;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import com.imageco.complaint.v1.ReplyState;
import com.imageco.complaint.v1.SettleReplyRequest;
import com.imageco.complaint.v1.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FakeComplaintServerTest {
  private final FakeComplaintServer fake = FakeComplaintServer.start();
  private final ComplaintClient client = fake.connect();

  @AfterEach
  void close() {
    client.close();
    fake.close();
  }

  @Test
  void recordsTheRepliesThatTheConsumerSawInOrder() {
    client.reply(request("resp1"));
    client.reply(request("resp2"));
    client.reply(request("resp1"));
    assertEquals(List.of("resp1", "resp2"), ids(fake.shown()));
    assertEquals(List.of("resp1", "resp2", "resp1"), ids(fake.received()));
  }

  @Test
  void knowsRepliesByMerchantAndId() {
    client.reply(request("resp1"));
    assertFalse(client.reply(request("resp1").setIsspid("39493003")).getReplayed());
    assertEquals(2, fake.shown().size());
  }

  @Test
  void validatesWithoutShowing() {
    ReplyResponse response = client.reply(request("resp1").setValidateOnly(true));
    assertEquals("resp1", response.getTransactionId());
    assertFalse(response.hasResult());
    assertFalse(response.hasSettleTime());
    assertEquals(List.of(), fake.shown());
    assertThrows(ComplaintException.class, () -> client.getReply("39493002", "resp1"));
  }

  @Test
  void readsTheVendorsFieldTable() {
    ReplyRequest.Builder request =
        request("0123456789012345678901234567890123")
            .setResponseContent("解".repeat(201))
            .addAllResponseImages(List.of("a|b", "", "c", "d", "e"))
            .setJumpLink(
                JumpLink.newBuilder().setUrl("http://www.xxx.com").setText("😀".repeat(11)));
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.reply(request));
    assertEquals(ErrorReason.INVALID_REQUEST, failure.reason());
    assertEquals(
        List.of(
            "transaction_id",
            "response_content",
            "response_images",
            "response_images[0]",
            "response_images[1]",
            "jump_link.url",
            "jump_link.text"),
        failure.violations().stream().map(FieldViolation::field).toList());
  }

  @Test
  void findsWhatNobodySees() {
    ReplyRequest.Builder request =
        request("resp1")
            .setSellerAccount("1\r")
            .setComplaintId("\u00a01")
            .setResponseContent(" \u3000\u200b")
            .addAllResponseImages(List.of("a b", "c\ufeff"));
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.reply(request));
    assertEquals(
        List.of("seller_account", "complaint_id", "response_content", "response_images[1]"),
        failure.violations().stream().map(FieldViolation::field).toList());
  }

  @Test
  void countsCharactersRatherThanBytes() {
    client.reply(
        request("resp1")
            .setResponseContent("😀".repeat(200))
            .setJumpLink(
                JumpLink.newBuilder().setUrl("https://www.xxx.com/a").setText("解".repeat(10))));
    assertEquals(1, fake.shown().size());
  }

  @Test
  void keepsARejectionOnRecord() {
    fake.failNext(Fault.reason(ErrorReason.GATEWAY_REJECTED).withGatewayResult("1001", "已完结"));
    assertThrows(ComplaintException.class, () -> client.reply(request("resp1")));
    ComplaintException again =
        assertThrows(ComplaintException.class, () -> client.reply(request("resp1")));
    assertEquals("1001", again.gatewayResult().orElseThrow().id());
    var record = client.getReply("39493002", "resp1");
    assertEquals(ReplyState.REPLY_STATE_REJECTED, record.getState());
    assertEquals("已完结", record.getResult().getComment());
  }

  @Test
  void leavesAnUnknownOutcomeToAnOperator() {
    fake.failNext(Fault.reason(ErrorReason.OUTCOME_UNKNOWN));
    assertThrows(ComplaintException.class, () -> client.reply(request("resp1")));
    assertEquals(
        ErrorReason.OUTCOME_UNKNOWN,
        assertThrows(ComplaintException.class, () -> client.reply(request("resp1"))).reason());
    assertEquals(ReplyState.REPLY_STATE_UNKNOWN, client.getReply("39493002", "resp1").getState());
    settle(Verdict.VERDICT_DELIVERED);
    assertTrue(client.reply(request("resp1")).getReplayed());
    assertEquals(List.of(), fake.shown());
  }

  @Test
  void sendsAgainWhatAnOperatorFoundNotDelivered() {
    fake.failNext(Fault.reason(ErrorReason.OUTCOME_UNKNOWN));
    assertThrows(ComplaintException.class, () -> client.reply(request("resp1")));
    settle(Verdict.VERDICT_NOT_DELIVERED);
    assertFalse(client.reply(request("resp1")).getReplayed());
    assertEquals(1, fake.shown().size());
  }

  @Test
  void tellsWhatAFaultWasGiven() {
    fake.failNext(
        Fault.reason(ErrorReason.INVALID_REQUEST)
            .withRetryDelay(Duration.ofMillis(1500))
            .withViolation("isspid", "is odd")
            .withViolation("complaint_id", "is odder"));
    ComplaintException failure =
        assertThrows(ComplaintException.class, () -> client.reply(request("resp1")));
    assertEquals(Duration.ofMillis(1500), failure.retryDelay().orElseThrow());
    assertEquals(
        List.of(
            new FieldViolation("isspid", "is odd"), new FieldViolation("complaint_id", "is odder")),
        failure.violations());
  }

  @Test
  void failsLate() {
    fake.failNext(Fault.reason(ErrorReason.OVERLOADED).withDelay(Duration.ofMillis(200)));
    long start = System.nanoTime();
    assertThrows(ComplaintException.class, () -> client.reply(request("resp1")));
    assertTrue(System.nanoTime() - start >= Duration.ofMillis(200).toNanos());
  }

  @Test
  void failsCallsOfGetReplyToo() {
    client.reply(request("resp1"));
    fake.failNext(Fault.reason(ErrorReason.OVERLOADED));
    assertThrows(ComplaintException.class, () -> client.getReply("39493002", "resp1"));
    assertEquals("resp1", client.getReply("39493002", "resp1").getTransactionId());
  }

  @Test
  void refusesToDressUpALostConnection() {
    Fault lost = Fault.lostAfter();
    assertThrows(IllegalStateException.class, () -> lost.withRetryDelay(Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class, () -> Fault.reason(ErrorReason.ERROR_REASON_UNSPECIFIED));
  }

  private void settle(Verdict verdict) {
    ReplyAdminServiceGrpc.newBlockingStub(client.channel())
        .settleReply(
            SettleReplyRequest.newBuilder()
                .setIsspid("39493002")
                .setTransactionId("resp1")
                .setVerdict(verdict)
                .setSettledBy("alice")
                .setReason("looked at the complaint")
                .build());
  }

  private static ReplyRequest.Builder request(String transactionId) {
    return ReplyRequest.newBuilder()
        .setIsspid("39493002")
        .setTransactionId(transactionId)
        .setSellerAccount("66660000000000001")
        .setComplaintId("200201820200101080076610000")
        .setResponseContent("已与用户沟通解决");
  }

  private static List<String> ids(List<ReplyRequest> requests) {
    return requests.stream().map(ReplyRequest::getTransactionId).toList();
  }
}
