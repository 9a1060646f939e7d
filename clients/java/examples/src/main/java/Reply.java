import com.imageco.complaint.client.ComplaintClient;
import com.imageco.complaint.client.ConnectOptions;
import com.imageco.complaint.v1.ReplyRequest;

public class Reply {
  public static void main(String[] args) {
    try (ComplaintClient client = ComplaintClient.connect(args[0], ConnectOptions.plaintext())) {
      var response =
          client.reply(
              ReplyRequest.newBuilder()
                  .setIsspid("39493002")
                  .setSellerAccount("66660000000000001")
                  .setComplaintId("200201820200101080076610000")
                  .setResponseContent("已与用户沟通解决"));
      var result = response.getResult();
      System.out.println(
          response.getTransactionId() + " " + result.getId() + " " + result.getComment());
    }
  }
}
