import com.imageco.complaint.client.ComplaintClient;
import com.imageco.complaint.client.ConnectOptions;
import com.imageco.complaint.v1.ReplyRequest;
import java.nio.file.Path;

/** TokenReply TARGET CA TOKEN_FILE: replies over TLS, and shows a token. */
public class TokenReply {
  public static void main(String[] args) {
    String target = args[0];
    Path ca = Path.of(args[1]);
    Path tokenFile = Path.of(args[2]);
    ReplyRequest.Builder request =
        ReplyRequest.newBuilder()
            .setIsspid("39493002")
            .setSellerAccount("66660000000000001")
            .setComplaintId("200201820200101080076610000")
            .setResponseContent("已与用户沟通解决");

    ConnectOptions options = ConnectOptions.tls().withCa(ca).withTokenFile(tokenFile);
    try (ComplaintClient client = ComplaintClient.connect(target, options)) {
      System.out.println("delivered: " + client.replyUntilSettled(request).getTransactionId());
    }
  }
}
