package com.imageco.complaint.client;

import com.imageco.complaint.v1.ReplyRequest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Names replies. */
final class TransactionIds {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 16;

  private TransactionIds() {}

  static String make() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Writes an id into a request that has none, and returns what is to be sent. */
  static ReplyRequest named(ReplyRequest.Builder request) {
    if (request.getTransactionId().isEmpty()) {
      request.setTransactionId(make());
    }
    return request.build();
  }

  /** The request itself, or a copy with an id where it has none. */
  static ReplyRequest named(ReplyRequest request) {
    return request.getTransactionId().isEmpty() ? named(request.toBuilder()) : request;
  }
}
