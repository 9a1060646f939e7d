package com.imageco.complaint.client;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cuts short gRPC's own pauses between tries to connect, which grow to 2 minutes: a server that is
 * back is found while callers still ask. Once a second at most, however many ask.
 */
final class Reconnection {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final ManagedChannel channel;
  private final AtomicLong last = new AtomicLong(System.nanoTime());

  Reconnection(ManagedChannel channel) {
    this.channel = channel;
  }

  void hasten() {
    long now = System.nanoTime();
    long before = last.get();
    if (now - before >= INTERVAL_NANOS && last.compareAndSet(before, now)) {
      channel.resetConnectBackoff();
    }
  }
}
