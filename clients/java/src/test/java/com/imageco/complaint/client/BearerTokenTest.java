package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.imageco.complaint.v1.ComplaintServiceGrpc;
import io.grpc.Attributes;
import io.grpc.CallCredentials;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;

/** Which connections a token goes over. */
class BearerTokenTest {
  private static final SocketAddress HERE = new InetSocketAddress("127.0.0.1", 1);
  private static final SocketAddress ELSEWHERE = new InetSocketAddress("10.0.0.7", 1);

  private final BearerToken token = new BearerToken("planted");

  @Test
  void goesOverTls() {
    assertEquals("Bearer planted", shown(SecurityLevel.PRIVACY_AND_INTEGRITY, ELSEWHERE));
  }

  @Test
  void goesToThisMachine() {
    assertEquals("Bearer planted", shown(SecurityLevel.NONE, HERE));
  }

  @Test
  void goesNowhereElse() {
    for (SecurityLevel level : new SecurityLevel[] {SecurityLevel.NONE, SecurityLevel.INTEGRITY}) {
      assertRefused(level, ELSEWHERE);
      assertRefused(level, null);
    }
  }

  @Test
  void isNotPrinted() {
    assertFalse(token.toString().contains("planted"));
  }

  private String shown(SecurityLevel level, SocketAddress peer) {
    Applier applier = new Applier();
    token.applyRequestMetadata(new Connection(level, peer), Runnable::run, applier);
    assertNull(applier.refusal);
    return applier.shown.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
  }

  private void assertRefused(SecurityLevel level, SocketAddress peer) {
    Applier applier = new Applier();
    token.applyRequestMetadata(new Connection(level, peer), Runnable::run, applier);
    assertNull(applier.shown);
    assertEquals(Status.Code.UNAUTHENTICATED, applier.refusal.getCode());
    assertEquals(
        "a token is sent over TLS, or to this machine, alone", applier.refusal.getDescription());
  }

  private static final class Applier extends CallCredentials.MetadataApplier {
    private Metadata shown;
    private Status refusal;

    @Override
    public void apply(Metadata headers) {
      shown = headers;
    }

    @Override
    public void fail(Status status) {
      refusal = status;
    }
  }

  private static final class Connection extends CallCredentials.RequestInfo {
    private final SecurityLevel level;
    private final SocketAddress peer;

    Connection(SecurityLevel level, SocketAddress peer) {
      this.level = level;
      this.peer = peer;
    }

    @Override
    public MethodDescriptor<?, ?> getMethodDescriptor() {
      return ComplaintServiceGrpc.getReplyMethod();
    }

    @Override
    public SecurityLevel getSecurityLevel() {
      return level;
    }

    @Override
    public String getAuthority() {
      return "bridge";
    }

    @Override
    public Attributes getTransportAttrs() {
      return Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, peer).build();
    }
  }
}
