package com.imageco.complaint.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double from 0.2 s to 5 s, each up to a fifth shorter or longer. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private Duration base = FIRST;

  Duration next() {
    long nanos = (long) (base.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    base = Durations.shorter(base.multipliedBy(2), LONGEST);
    return Duration.ofNanos(nanos);
  }
}
