import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.imageco.complaint.client.ComplaintClient;
import com.imageco.complaint.client.testing.FakeComplaintServer;
import com.imageco.complaint.client.testing.Fault;
import com.imageco.complaint.v1.ErrorReason;
import com.imageco.complaint.v1.ReplyRequest;
import org.junit.jupiter.api.Test;

class SettledReplyTest {
  private final ReplyRequest.Builder request =
      ReplyRequest.newBuilder()
          .setIsspid("39493002")
          .setTransactionId("resp1")
          .setSellerAccount("66660000000000001")
          .setComplaintId("200201820200101080076610000")
          .setResponseContent("已与用户沟通解决");

  @Test
  void showsTheReplyOnceWhenTheAnswerIsLost() {
    try (FakeComplaintServer bridge = FakeComplaintServer.start();
        ComplaintClient client = bridge.connect()) {
      bridge.failNext(Fault.lostAfter()); // the reply is shown, and the connection breaks
      assertEquals("delivered: resp1", SettledReply.answer(client, request));
      assertEquals(1, bridge.shown().size());
      assertEquals("已与用户沟通解决", bridge.shown().get(0).getResponseContent());
    }
  }

  @Test
  void tellsWhatTheGatewayRefused() {
    try (FakeComplaintServer bridge = FakeComplaintServer.start();
        ComplaintClient client = bridge.connect()) {
      bridge.failNext(
          Fault.reason(ErrorReason.GATEWAY_REJECTED).withGatewayResult("1001", "投诉单已完结"));
      assertTrue(SettledReply.answer(client, request).contains("投诉单已完结"));
    }
  }

  @Test
  void namesTheIdToAskAgainWith() {
    try (FakeComplaintServer bridge = FakeComplaintServer.start();
        ComplaintClient client = bridge.connect()) {
      bridge.failNext(Fault.reason(ErrorReason.OUTCOME_UNKNOWN));
      assertEquals(
          "perhaps sent, ask again with this id alone: resp1",
          SettledReply.answer(client, request));
    }
  }
}
