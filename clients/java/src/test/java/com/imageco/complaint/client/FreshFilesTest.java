package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.imageco.complaint.v1.ComplaintServiceGrpc;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of certificates and keys, which change while a client is there. */
class FreshFilesTest {
  @TempDir Path folder;
  private Server server;

  @BeforeEach
  void serve() throws Exception {
    for (String name : new String[] {"server", "before", "after"}) {
      makeCertificate(name);
    }
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(ComplaintServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    server =
        Grpc.newServerBuilderForPort(
                0,
                TlsServerCredentials.newBuilder()
                    .keyManager(file("server.pem").toFile(), file("server.key").toFile())
                    .trustManager(file("after.pem").toFile())
                    .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                    .build())
            .addService(new Answers())
            .addService(health.getHealthService())
            .build()
            .start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.shutdownNow().awaitTermination();
  }

  @Test
  void areReadAgainWhenTheyChange() throws IOException {
    write("before", "before");
    try (ComplaintClient client = connect()) {
      assertEquals(Sent.NOTHING, failure(client).sent());
      write("server", "before");
      assertEquals(Sent.NOTHING, failure(client).sent());
      write("server", "after");
      client.replyUntilSettled(Requests.reply());
    }
  }

  @Test
  void keepWhatWasGoodWhereTheyAreNot() throws IOException {
    write("server", "after");
    try (ComplaintClient client = connect()) {
      Files.writeString(file("ca.pem"), "half a file");
      Files.writeString(file("me.key"), "half a file");
      client.reply(Requests.reply());
    }
  }

  @Test
  void areNamedWhereTheyAreNotGoodAtFirst() throws IOException {
    write("server", "after");
    Files.writeString(file("me.key"), "-----BEGIN RSA PRIVATE KEY-----");
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> connect().close());
    assertTrue(thrown.getMessage().contains("me.key holds no private key"), thrown.getMessage());
  }

  @Test
  void areRefusedWhereTheKeyIsOfAnotherCertificate() throws IOException {
    write("server", "after");
    Files.write(file("me.key"), Files.readAllBytes(file("before.key")));
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> connect().close());
    assertEquals("the private key does not fit the certificate", thrown.getMessage());
  }

  private ComplaintClient connect() {
    return ComplaintClient.connect(
        "localhost:" + server.getPort(),
        ConnectOptions.tls()
            .withRetries(false)
            .withCa(file("ca.pem"))
            .withCertificate(file("me.pem"), file("me.key")));
  }

  private static ComplaintException failure(ComplaintClient client) {
    return assertThrows(ComplaintException.class, () -> client.reply(Requests.reply()));
  }

  private void write(String authority, String caller) throws IOException {
    Files.write(file("ca.pem"), Files.readAllBytes(file(authority + ".pem")));
    Files.write(file("me.pem"), Files.readAllBytes(file(caller + ".pem")));
    Files.write(file("me.key"), Files.readAllBytes(file(caller + ".key")));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  /** For localhost, signed by itself. */
  private void makeCertificate(String name) throws IOException, InterruptedException {
    String command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
            + " -subj /CN=localhost -addext subjectAltName=DNS:localhost"
            + " -keyout %s.key -out %s.pem";
    Process made =
        new ProcessBuilder(command.replace("%s", name).split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, made.waitFor());
  }

  private static final class Answers extends ComplaintServiceGrpc.ComplaintServiceImplBase {
    @Override
    public void reply(ReplyRequest request, StreamObserver<ReplyResponse> answer) {
      answer.onNext(ReplyResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }
}
