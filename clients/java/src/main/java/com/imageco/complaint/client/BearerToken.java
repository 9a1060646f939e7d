package com.imageco.complaint.client;

import static io.grpc.Metadata.ASCII_STRING_MARSHALLER;

import io.grpc.CallCredentials;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import java.util.concurrent.Executor;

/**
 * The token of one call. It looks at the connection that the call goes over, whatever the options
 * said of it: a channel of the caller's making may lead anywhere.
 */
final class BearerToken extends CallCredentials {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", ASCII_STRING_MARSHALLER);

  private final String token;

  BearerToken(String token) {
    this.token = token;
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    if (!mayHear(call)) {
      applier.fail(Status.UNAUTHENTICATED.withDescription(Token.WHERE));
      return;
    }
    Metadata shown = new Metadata();
    shown.put(AUTHORIZATION, "Bearer " + token);
    applier.apply(shown);
  }

  private static boolean mayHear(RequestInfo call) {
    return call.getSecurityLevel() == SecurityLevel.PRIVACY_AND_INTEGRITY
        || Loopback.is(call.getTransportAttrs().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
  }
}
