package com.imageco.complaint.client;

import java.util.function.Supplier;

/**
 * What is made of files, as they are now: made anew where they changed. Where they are not good
 * then, what was made before counts on.
 */
final class Fresh<T> {
  private final Supplier<String> looks;
  private final Supplier<T> maker;
  private String made;
  private T value;

  /** Fails as {@code maker} does. */
  Fresh(Supplier<String> looks, Supplier<T> maker) {
    this.looks = looks;
    this.maker = maker;
    this.made = looks.get();
    this.value = maker.get();
  }

  synchronized T now() {
    String found = looks.get();
    if (!found.equals(made)) {
      made = found;
      try {
        value = maker.get();
      } catch (RuntimeException e) {
        // The one before.
      }
    }
    return value;
  }
}
