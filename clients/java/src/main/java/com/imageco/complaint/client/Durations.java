package com.imageco.complaint.client;

import java.time.Duration;

/** Comparisons of durations. */
final class Durations {
  private Durations() {}

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Throws IllegalArgumentException unless it is longer than nothing. */
  static Duration positive(Duration given, String name) {
    if (given.isNegative() || given.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than nothing: " + given);
    }
    return given;
  }
}
