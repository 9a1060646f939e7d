package com.imageco.complaint.client;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.imageco.complaint.v1.ErrorReason;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One reply, asked for with the same id until it is settled or the deadline ends.
 *
 * <p>Its steps, attempts and pauses, follow one another, so its state needs no lock. Only {@link
 * #wake} and the end of the result come from elsewhere.
 */
final class Settling {
  private static final Duration ATTEMPT_LONGEST = Duration.ofSeconds(30);
  private static final Duration ATTEMPT_SHORTEST = Duration.ofMillis(100);
  private static final Duration UNLIMITED = Duration.ofNanos(Long.MAX_VALUE);

  /** What carries the attempts. */
  interface Line {
    /** Starts an attempt, which has that long. It fails with ComplaintException. */
    CompletableFuture<ReplyResponse> attempt(Duration deadline);

    /** No attempt can succeed any more. */
    boolean isClosed();

    /** Connects at once, however long ago the last try was. */
    void reconnect();
  }

  private final Line line;
  private final PendingReply result;
  private final Context caller = Context.current();
  private final Deadline deadline;
  private final Backoff backoff = new Backoff();
  private volatile CompletableFuture<?> step = CompletableFuture.completedFuture(null);
  private Duration attemptLongest = ATTEMPT_LONGEST;
  private ComplaintException last;
  private boolean perhaps;

  /** Asks until {@code result} has an answer, or the deadline, {@code overall} from now, ends. */
  static Settling start(Line line, PendingReply result, Duration overall) {
    Settling settling = new Settling(line, result, overall);
    Context.CancellationListener wake = context -> settling.wake();
    settling.caller.addListener(wake, Runnable::run);
    result.whenComplete(
        (response, error) -> {
          settling.caller.removeListener(wake);
          settling.step.cancel(true);
        });
    settling.ask();
    return settling;
  }

  private Settling(Line line, PendingReply result, Duration overall) {
    this.line = line;
    this.result = result;
    Deadline own = Deadline.after(Durations.shorter(overall, UNLIMITED).toNanos(), NANOSECONDS);
    this.deadline = caller.getDeadline() == null ? own : own.minimum(caller.getDeadline());
  }

  /** Ends a pause before its time. An attempt under way goes on. */
  void wake() {
    if (step instanceof Pause pause) {
      pause.complete(null);
    }
  }

  private void ask() {
    if (caller.isCancelled()) {
      remember(ended(Contexts.statusFromCancelled(caller)));
      end();
      return;
    }
    Duration limit = Durations.shorter(left(), attemptLongest);
    CompletableFuture<ReplyResponse> attempt = attempt(limit);
    hold(attempt);
    attempt.whenComplete(
        (response, error) -> {
          if (error instanceof ComplaintException failure) {
            hear(failure, limit);
          } else {
            result.end(response, error);
          }
        });
  }

  private CompletableFuture<ReplyResponse> attempt(Duration limit) {
    Context before = caller.attach();
    try {
      return line.attempt(limit);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      caller.detach(before);
    }
  }

  private void hear(ComplaintException error, Duration limit) {
    remember(error);
    Duration pause = pauseAfter(error);
    if (!mayMend(error) || !fits(pause, error, limit)) {
      end();
      return;
    }
    if (!error.failure().isBridgesWord()) {
      line.reconnect();
    }
    pause(pause);
  }

  private void pause(Duration length) {
    Pause pause = new Pause();
    hold(pause);
    if (caller.isCancelled() || line.isClosed()) {
      wake();
    }
    pause.completeOnTimeout(null, length.toNanos(), NANOSECONDS).thenRunAsync(this::ask);
  }

  private void remember(ComplaintException error) {
    perhaps |= error.sent() == Sent.PERHAPS;
    if (last == null || saysMore(error)) {
      last = error;
    }
  }

  /** A deadline that ran short tells less than why there were attempts before. */
  private boolean saysMore(ComplaintException error) {
    boolean word = error.failure().isBridgesWord() && !last.failure().isBridgesWord();
    return word || error.code() != Status.Code.DEADLINE_EXCEEDED;
  }

  private boolean mayMend(ComplaintException error) {
    return Meaning.of(error.failure()).askAgain() && !line.isClosed();
  }

  private Duration pauseAfter(ComplaintException error) {
    Duration own = Durations.shorter(backoff.next(), left().dividedBy(2));
    return Durations.longer(own, error.retryDelay().orElse(Duration.ZERO));
  }

  private boolean fits(Duration pause, ComplaintException error, Duration limit) {
    Duration needed = ATTEMPT_SHORTEST;
    if (error.reason() == ErrorReason.DEADLINE_TOO_SHORT) {
      needed = limit.plus(ATTEMPT_SHORTEST);
      attemptLongest = UNLIMITED;
    }
    return pause.compareTo(left().minus(needed)) <= 0;
  }

  private Duration left() {
    return Duration.ofNanos(deadline.timeRemaining(NANOSECONDS));
  }

  private void hold(CompletableFuture<?> next) {
    step = next;
    if (result.isDone()) {
      next.cancel(true);
    }
  }

  private void end() {
    boolean earlierPerhaps = perhaps && last.sent() == Sent.NOTHING;
    result.completeExceptionally(earlierPerhaps ? last.withSent(Sent.PERHAPS) : last);
  }

  private ComplaintException ended(Status status) {
    ReplyRequest request = result.request();
    return ComplaintException.ofOwn(status, Sent.NOTHING, request.getTransactionId(), request);
  }

  private static final class Pause extends CompletableFuture<Void> {}
}
