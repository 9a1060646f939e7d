package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.imageco.complaint.client.testing.FakeComplaintServer;
import com.imageco.complaint.client.testing.Fault;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CloseTest {
  private final FakeComplaintServer fake = FakeComplaintServer.start();

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  void leavesNoChannel() {
    ComplaintClient client = fake.connect();
    client.reply(Requests.reply());
    client.close();
    assertTrue(((ManagedChannel) client.channel()).isTerminated());
  }

  @Test
  void leavesNoThread() throws InterruptedException {
    for (int i = 0; i < 15; i++) {
      try (ComplaintClient client = fake.connect()) {
        client.reply(Requests.reply());
      }
      failAndClose(ComplaintClient.connect("127.0.0.1:1", ConnectOptions.plaintext()));
    }
    fake.close();
    // gRPC ends the threads that channels share a second after the last channel.
    for (int i = 0; i < 100 && !threads().isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertEquals(List.of(), threads());
  }

  @Test
  void endsACallUnderWay() {
    ComplaintClient client = fake.connect();
    fake.failNext(Fault.slow(Duration.ofSeconds(20)));
    PendingReply pending = client.replyAsync(Requests.reply());
    while (fake.received().isEmpty()) {
      Thread.onSpinWait();
    }
    assertTimeout(Duration.ofSeconds(3), client::close);
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> pending.get(1, TimeUnit.SECONDS));
    assertEquals(Sent.PERHAPS, ((ComplaintException) thrown.getCause()).sent());
  }

  @Test
  void takesNoCallAfterwards() {
    ComplaintClient client = fake.connect();
    client.close();
    client.close();
    assertThrows(IllegalStateException.class, () -> client.reply(Requests.reply()));
    assertThrows(IllegalStateException.class, () -> client.replyUntilSettled(Requests.reply()));
    assertThrows(IllegalStateException.class, () -> client.getReply(Requests.ISSPID, "resp1"));
    assertTrue(fake.received().isEmpty());
  }

  private static void failAndClose(ComplaintClient client) {
    try (client) {
      ComplaintException e =
          assertThrows(
              ComplaintException.class,
              () -> client.reply(Requests.reply(), Duration.ofMillis(200)));
      assertEquals(Sent.NOTHING, e.sent());
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("grpc-"))
        .toList();
  }
}
