package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.imageco.complaint.client.testing.FakeComplaintServer;
import com.imageco.complaint.v1.ListRepliesRequest;
import com.imageco.complaint.v1.ReplyAdminServiceGrpc;
import com.imageco.complaint.v1.SettleReplyRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who calls, where the bridge knows its callers by tokens. */
@Timeout(60)
class TokenTest {
  /** As long as a service account's, with every character that a token may hold. */
  private static final String TOKEN = "aZ09-._~+/".repeat(120) + "==";

  private static final List<String> SHOWN = List.of("Bearer " + TOKEN);
  private static final String WHERE = "a token is sent over TLS, or to this machine, alone";

  private static final Map<String, Consumer<ComplaintClient>> CALLS = calls();

  @TempDir private Path folder;
  private Path file;
  private TokenKeeper keeper;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(folder.resolve("token"), " \t\r\n" + TOKEN + " \n\n");
    keeper = TokenKeeper.start();
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  private static Map<String, Consumer<ComplaintClient>> calls() {
    Map<String, Consumer<ComplaintClient>> calls = new LinkedHashMap<>();
    calls.put("reply", client -> client.reply(Requests.reply()));
    calls.put("replyAsync", client -> client.replyAsync(Requests.reply()).join());
    calls.put("replyUntilSettled", client -> client.replyUntilSettled(Requests.reply()));
    calls.put("getReply", client -> client.getReply("", "resp1"));
    calls.put(
        "ListReplies",
        client -> admin(client.channel()).listReplies(ListRepliesRequest.getDefaultInstance()));
    calls.put(
        "SettleReply",
        client -> admin(client.channel()).settleReply(SettleReplyRequest.getDefaultInstance()));
    return calls;
  }

  private static ReplyAdminServiceGrpc.ReplyAdminServiceBlockingStub admin(Channel channel) {
    return ReplyAdminServiceGrpc.newBlockingStub(channel);
  }

  static List<byte[]> noTokens() {
    return List.of(
        bytes(""),
        bytes(" \n"),
        bytes("planted def"),
        bytes("planted\ndef"),
        bytes("Bearer planted"),
        bytes("\"planted\""),
        "planted\u00ff".getBytes(StandardCharsets.ISO_8859_1),
        bytes("{}"),
        bytes("planted\u00e9"),
        bytes("planted\0d"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private ComplaintClient connect(ConnectOptions options) {
    return ComplaintClient.connect(keeper.target(), options);
  }

  @Test
  void isShownByEveryCall() {
    for (ConnectOptions options :
        List.of(
            ConnectOptions.plaintext().withToken(TOKEN + "\n"),
            ConnectOptions.plaintext().withTokenFile(file))) {
      try (ComplaintClient client = connect(options.withRetries(false));
          ComplaintClient retrying = connect(options)) {
        CALLS.forEach(
            (name, call) -> {
              call.accept(client);
              assertEquals(SHOWN, keeper.take(), name);
              call.accept(retrying);
              assertEquals(SHOWN, keeper.take(), name);
            });
      }
    }
  }

  @Test
  void isNotShownWhereThereIsNone() {
    try (ComplaintClient client = connect(ConnectOptions.plaintext())) {
      client.reply(Requests.reply());
    }
    assertEquals(List.of(), keeper.take());
  }

  @Test
  void isNotShownByHealthChecks() throws InterruptedException {
    try (ComplaintClient client = connect(ConnectOptions.plaintext().withToken(TOKEN))) {
      client.reply(Requests.reply());
      assertTrue(keeper.healthAsked.await(10, TimeUnit.SECONDS));
      assertEquals(SHOWN, keeper.take());
    }
  }

  /** As the kubelet does: the file is a link through a link, and the inner one changes. */
  @Test
  void isReadAnewForEachCall() throws IOException {
    swap("first");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("..data", "token"));
    try (ComplaintClient client = connect(ConnectOptions.plaintext().withTokenFile(link))) {
      client.reply(Requests.reply());
      assertEquals(List.of("Bearer first"), keeper.take());
      swap("second");
      client.reply(Requests.reply());
      assertEquals(List.of("Bearer second"), keeper.take());
    }
  }

  private void swap(String token) throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve(token)).resolve("token"), token);
    Path made = Files.createSymbolicLink(folder.resolve("..new"), Path.of(token));
    Files.move(
        made,
        folder.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @ParameterizedTest
  @MethodSource("noTokens")
  void isRefusedWhereItIsNone(byte[] content) throws IOException {
    ConnectOptions text =
        ConnectOptions.plaintext().withToken(new String(content, StandardCharsets.ISO_8859_1));
    assertRefused("withToken: holds no token", "127.0.0.1:1", text);
    Files.write(file, content);
    ConnectOptions files = ConnectOptions.plaintext().withTokenFile(file);
    assertRefused("withTokenFile: " + file + " holds no token", "127.0.0.1:1", files);
    assertThrows(
        IllegalArgumentException.class,
        () -> ComplaintClient.over(Grpc.newChannelBuilder("x", insecure()), files));
  }

  private static ChannelCredentials insecure() {
    return InsecureChannelCredentials.create();
  }

  private static void assertRefused(String message, String target, ConnectOptions options) {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class, () -> ComplaintClient.connect(target, options));
    assertEquals(message, refused.getMessage());
  }

  @Test
  void isRefusedWhereItsFileCannotBeRead() {
    for (Path path : List.of(folder.resolve("nowhere"), folder, Path.of(""))) {
      ConnectOptions options = ConnectOptions.tls().withTokenFile(path);
      Exception refused =
          assertThrows(
              UncheckedIOException.class, () -> ComplaintClient.connect("bridge:1", options));
      assertEquals("withTokenFile: cannot read " + path, refused.getMessage());
    }
  }

  @Test
  void isATextOrAFile() {
    ConnectOptions text = ConnectOptions.tls().withToken("planted");
    ConnectOptions files = ConnectOptions.tls().withTokenFile(file);
    assertThrows(IllegalStateException.class, () -> text.withTokenFile(file));
    assertThrows(IllegalStateException.class, () -> files.withToken("planted"));
    assertThrows(NullPointerException.class, () -> ConnectOptions.tls().withToken(null));
    assertThrows(NullPointerException.class, () -> ConnectOptions.tls().withTokenFile(null));
  }

  @Test
  void isKeptByOtherOptionsAndLeavesThoseItStartsFrom() {
    ConnectOptions plain = ConnectOptions.plaintext();
    assertEquals(TOKEN, plain.withToken(TOKEN).withRetries(false).token().orElseThrow().read());
    assertTrue(plain.token().isEmpty());
  }

  @Test
  void letsNoCallLeaveWhereThereIsNoneAnyMore() throws IOException {
    try (ComplaintClient client = connect(ConnectOptions.plaintext().withTokenFile(file))) {
      Files.delete(file);
      assertNoneLeaves(client);
      for (byte[] content : noTokens()) {
        Files.write(file, content);
        assertNoneLeaves(client);
      }
      Files.writeString(file, TOKEN);
      client.reply(Requests.reply());
      assertEquals(SHOWN, keeper.take());
    }
  }

  private void assertNoneLeaves(ComplaintClient client) {
    CALLS.forEach(
        (name, call) -> {
          Exception thrown = assertThrows(RuntimeException.class, () -> call.accept(client), name);
          ComplaintException failure = ComplaintException.from(thrown);
          assertEquals(Status.Code.UNAUTHENTICATED, failure.code(), name);
          assertEquals(Sent.NOTHING, failure.sent(), name);
          assertTrue(
              failure.getMessage().startsWith("UNAUTHENTICATED: withTokenFile: "),
              failure.getMessage());
          assertFalse(thrown.toString().contains("planted"), name);
        });
    assertEquals(List.of(), keeper.take());
  }

  @Test
  void letsACallFailAtOnceWhereNobodyListensToo() throws IOException {
    ConnectOptions options = ConnectOptions.plaintext().withTokenFile(file);
    try (ComplaintClient alone = ComplaintClient.connect("127.0.0.1:1", options)) {
      Files.delete(file);
      ComplaintException failure =
          assertThrows(ComplaintException.class, () -> alone.reply(Requests.reply()));
      assertEquals(Status.Code.UNAUTHENTICATED, failure.code());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge.example:1", "dns:///10.0.0.7:1", "0.0.0.0:1"})
  void isSentInPlaintextToThisMachineAlone(String target) {
    ConnectOptions plaintext = ConnectOptions.plaintext();
    assertRefused(WHERE, target, plaintext.withToken(TOKEN));
    assertRefused(WHERE, target, plaintext.withTokenFile(Path.of("nowhere")));
    ComplaintClient.connect(target, ConnectOptions.tls().withToken(TOKEN)).close();
    ComplaintClient.connect(target, plaintext).close(); // without a token
  }

  @Test
  void isSentOverTls() throws Exception {
    Path certificate = folder.resolve("server.pem");
    Path key = folder.resolve("server.key");
    makeCertificate(certificate, key);
    try (TokenKeeper secure =
            TokenKeeper.start(TlsServerCredentials.create(certificate.toFile(), key.toFile()));
        ComplaintClient client =
            ComplaintClient.connect(
                secure.target(), ConnectOptions.tls().withCa(certificate).withToken(TOKEN))) {
      client.reply(Requests.reply());
      assertEquals(SHOWN, secure.take());
    }
  }

  /** Of 127.0.0.1, signed by itself. */
  private static void makeCertificate(Path certificate, Path key) throws Exception {
    String words =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1"
            + " -subj /CN=test -addext subjectAltName=IP:127.0.0.1 -keyout %s -out %s";
    String[] command = String.format(words, key, certificate).split(" ");
    ProcessBuilder openssl =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    assertEquals(0, openssl.start().waitFor());
  }

  @Test
  void isTakenByTheFake() {
    try (FakeComplaintServer fake = FakeComplaintServer.start();
        ComplaintClient client = fake.connect(ConnectOptions.plaintext().withToken(TOKEN))) {
      client.reply(Requests.reply());
      assertEquals(1, fake.shown().size());
    }
  }

  @Test
  void isNotHeardByInterceptors() {
    Listener listener = new Listener();
    try (ComplaintClient client =
        ComplaintClient.over(
            Grpc.newChannelBuilder(keeper.target(), insecure()).intercept(listener),
            ConnectOptions.plaintext().withToken(TOKEN))) {
      client.reply(Requests.reply());
      admin(ClientInterceptors.intercept(client.channel(), listener))
          .listReplies(ListRepliesRequest.getDefaultInstance());
    }
    assertFalse(listener.heard.isEmpty());
    assertFalse(listener.heard.toString().contains(TOKEN), listener.heard.toString());
    assertEquals(2, keeper.take().size());
  }

  private static final class Listener implements ClientInterceptor {
    private final StringBuffer heard = new StringBuffer();

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      heard.append(options);
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> answers, Metadata headers) {
          heard.append(headers);
          super.start(answers, headers);
          heard.append(headers);
        }
      };
    }
  }
}
