import com.imageco.complaint.client.ComplaintClient;
import com.imageco.complaint.client.ComplaintException;
import com.imageco.complaint.client.ConnectOptions;
import com.imageco.complaint.v1.ReplyRequest;
import java.nio.file.Path;
import java.time.Duration;

/** SettledReply TARGET CA CERTIFICATE KEY TRANSACTION_ID TEXT: the files in PEM. */
public class SettledReply {
  public static void main(String[] args) {
    String target = args[0];
    Path ca = Path.of(args[1]);
    Path certificate = Path.of(args[2]);
    Path key = Path.of(args[3]);
    ReplyRequest.Builder request =
        ReplyRequest.newBuilder()
            .setIsspid("39493002")
            .setTransactionId(args[4]) // made and stored before; empty: one is made
            .setSellerAccount("66660000000000001")
            .setComplaintId("200201820200101080076610000")
            .setResponseContent(args[5]);

    ConnectOptions options = ConnectOptions.tls().withCa(ca).withCertificate(certificate, key);
    try (ComplaintClient client = ComplaintClient.connect(target, options)) {
      System.out.println(answer(client, request));
    }
  }

  static String answer(ComplaintClient client, ReplyRequest.Builder request) {
    try {
      var response = client.replyUntilSettled(request, Duration.ofMinutes(1));
      return "delivered: " + response.getTransactionId();
    } catch (ComplaintException e) {
      return switch (e.sent()) {
        case REFUSED -> "refused by the gateway, do not repeat: " + e.gatewayResult();
        case PERHAPS -> "perhaps sent, ask again with this id alone: " + e.transactionId();
        case NOTHING ->
            switch (e.reason()) {
              case INVALID_REQUEST -> "mend " + e.violations();
              case TRANSACTION_ID_REUSED -> "another reply has this id: " + e.transactionId();
              default -> "not sent: " + e.getMessage();
            };
      };
    }
  }
}
