package com.imageco.complaint.client;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.imageco.complaint.v1.ComplaintServiceGrpc;
import com.imageco.complaint.v1.GetReplyRequest;
import com.imageco.complaint.v1.GetReplyResponse;
import com.imageco.complaint.v1.ReplyRecord;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ManagedChannelRegistry;
import io.grpc.Status;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers consumers' complaints. One client serves the whole program: it is safe for use by many
 * threads, and holds a connection to each server behind its target.
 *
 * <p>A reply is known by its transaction id. Asking again with the same id is always safe; a new id
 * is a new reply, which the consumer sees too. Where a request has no id, one is made before the
 * first attempt:
 *
 * <ul>
 *   <li>{@code reply(ReplyRequest.Builder)} writes it into the builder, so calling again with that
 *       builder is the same reply. This is the short way: do not call {@code build()}.
 *   <li>{@code reply(ReplyRequest)} cannot change the message. Calling again with it would be a new
 *       reply: ask again with {@link ComplaintException#request()}, or {@link
 *       PendingReply#request()}.
 * </ul>
 *
 * <p>An id that must outlive this process is made with {@link #newTransactionId()} and stored
 * before the first call.
 *
 * <p>Calls throw {@link ComplaintException}; the futures of the {@code Async} ones fail with it. An
 * interrupted thread leaves its call at once, with the code CANCELLED and the interrupt still set.
 * Where a deadline is no longer than nothing, they throw IllegalArgumentException; on a closed
 * client, IllegalStateException.
 */
public final class ComplaintClient implements AutoCloseable {
  private static final Duration SETTLE_DEADLINE = Duration.ofMinutes(2);
  private static final long CLOSE_SECONDS_MAX = 5;

  private final ManagedChannel channel;
  private final Duration deadline;
  private final Reconnection reconnection;
  private final Set<Settling> settlings = ConcurrentHashMap.newKeySet();

  private ComplaintClient(ManagedChannel channel, Duration deadline) {
    this.channel = channel;
    this.deadline = deadline;
    this.reconnection = new Reconnection(channel);
  }

  /**
   * Makes a client. It connects with the first call.
   *
   * @param target {@code host:port}, or {@code dns:///host:port} for every address of the name
   * @param options TLS or plaintext, and what else differs from the defaults
   * @return the client; close it when the program ends
   * @throws IllegalArgumentException the target is no address; a certificate or the private key is
   *     none, or the two do not fit; there is no token where one is to be, or it is for another
   *     machine without TLS
   * @throws java.io.UncheckedIOException the token's file cannot be read
   */
  public static ComplaintClient connect(String target, ConnectOptions options) {
    String fault = Address.fault(target);
    if (!fault.isEmpty()) {
      throw new IllegalArgumentException(fault);
    }
    if (options.token().isPresent() && options.isPlaintext() && !Loopback.is(target)) {
      throw new IllegalArgumentException(Token.WHERE);
    }
    ManagedChannelBuilder<?> builder = builder(target, options.credentials());
    options.serverName().ifPresent(builder::overrideAuthority);
    return over(builder, options);
  }

  /**
   * Makes a client over a channel of the caller's making, with interceptors, an executor or a
   * transport of its own.
   *
   * @param channel service config, keepalive and retries are set on it; its security is its own
   * @param options deadline, keepalive, retries and the token count, the rest does not; where a
   *     connection is neither secure nor to this machine, a call that is to show a token fails
   * @return the client, which owns the channel
   * @throws IllegalArgumentException there is no token where one is to be
   * @throws java.io.UncheckedIOException the token's file cannot be read
   */
  public static ComplaintClient over(ManagedChannelBuilder<?> channel, ConnectOptions options) {
    options.token().ifPresent(Token::read);
    channel
        .defaultServiceConfig(ServiceConfig.load())
        .keepAliveTime(options.keepalive().toNanos(), NANOSECONDS)
        .keepAliveWithoutCalls(false);
    if (options.retries()) {
      channel.enableRetry();
    } else {
      channel.disableRetry();
    }
    options.token().map(TokenInterceptor::new).ifPresent(channel::intercept);
    return new ComplaintClient(channel.build(), options.deadline());
  }

  /**
   * Makes a transaction id, to be stored before the first attempt.
   *
   * @return 32 random hexadecimal digits
   */
  public static String newTransactionId() {
    return TransactionIds.make();
  }

  /**
   * Shows a reply to the consumer.
   *
   * @param request gets a transaction id where it has none
   * @return what the gateway said; it took the reply
   */
  public ReplyResponse reply(ReplyRequest.Builder request) {
    return reply(request, deadline);
  }

  /**
   * Shows a reply to the consumer.
   *
   * @param request gets a transaction id where it has none
   * @param deadline counted from now
   * @return what the gateway said; it took the reply
   */
  public ReplyResponse reply(ReplyRequest.Builder request, Duration deadline) {
    return Waiting.on(replyAsync(request, deadline));
  }

  /**
   * Shows a reply to the consumer.
   *
   * @param request sent with a made transaction id where it has none
   * @return what the gateway said; it took the reply
   */
  public ReplyResponse reply(ReplyRequest request) {
    return reply(request, deadline);
  }

  /**
   * Shows a reply to the consumer.
   *
   * @param request sent with a made transaction id where it has none
   * @param deadline counted from now
   * @return what the gateway said; it took the reply
   */
  public ReplyResponse reply(ReplyRequest request, Duration deadline) {
    return Waiting.on(replyAsync(request, deadline));
  }

  /**
   * Shows a reply to the consumer.
   *
   * @param request gets a transaction id where it has none, before this returns
   * @return the answer to come
   */
  public PendingReply replyAsync(ReplyRequest.Builder request) {
    return replyAsync(request, deadline);
  }

  /**
   * Shows a reply to the consumer.
   *
   * @param request gets a transaction id where it has none, before this returns
   * @param deadline counted from now
   * @return the answer to come
   */
  public PendingReply replyAsync(ReplyRequest.Builder request, Duration deadline) {
    return replyAsync(TransactionIds.named(request), deadline);
  }

  /**
   * Shows a reply to the consumer.
   *
   * @param request sent with a made transaction id where it has none
   * @return the answer to come
   */
  public PendingReply replyAsync(ReplyRequest request) {
    return replyAsync(request, deadline);
  }

  /**
   * Shows a reply to the consumer.
   *
   * @param request sent with a made transaction id where it has none
   * @param deadline counted from now
   * @return the answer to come
   */
  public PendingReply replyAsync(ReplyRequest request, Duration deadline) {
    check(deadline);
    ReplyRequest named = TransactionIds.named(request);
    return new PendingReply(named).follow(attempt(named, deadline));
  }

  /**
   * Shows a reply to the consumer, and asks again with the same id until it is settled, for 2
   * minutes.
   *
   * @param request gets a transaction id where it has none
   * @return what the gateway said; it took the reply
   */
  public ReplyResponse replyUntilSettled(ReplyRequest.Builder request) {
    return replyUntilSettled(request, SETTLE_DEADLINE);
  }

  /**
   * Shows a reply to the consumer, and asks again with the same id until it is settled: through
   * lost connections, while another replica sends it, and where nothing was sent and the bridge
   * invites a retry.
   *
   * <p>It throws at once what asking again cannot mend, among it OUTCOME_UNKNOWN, which an operator
   * must settle. Otherwise, when the deadline ends it or leaves no room for the wait that the
   * bridge asks for, it throws the last failure, with {@link Sent#PERHAPS} if any attempt may have
   * sent the reply.
   *
   * @param request gets a transaction id where it has none
   * @param deadline counted from now, over all attempts, each of which has 30 seconds at most
   * @return what the gateway said; it took the reply
   */
  public ReplyResponse replyUntilSettled(ReplyRequest.Builder request, Duration deadline) {
    return Waiting.on(replyUntilSettledAsync(request, deadline));
  }

  /**
   * As {@link #replyUntilSettled(ReplyRequest.Builder)}.
   *
   * @param request sent with a made transaction id where it has none
   * @return what the gateway said; it took the reply
   */
  public ReplyResponse replyUntilSettled(ReplyRequest request) {
    return replyUntilSettled(request, SETTLE_DEADLINE);
  }

  /**
   * As {@link #replyUntilSettled(ReplyRequest.Builder, Duration)}.
   *
   * @param request sent with a made transaction id where it has none
   * @param deadline counted from now, over all attempts
   * @return what the gateway said; it took the reply
   */
  public ReplyResponse replyUntilSettled(ReplyRequest request, Duration deadline) {
    return Waiting.on(replyUntilSettledAsync(request, deadline));
  }

  /**
   * As {@link #replyUntilSettled(ReplyRequest.Builder)}.
   *
   * @param request gets a transaction id where it has none, before this returns
   * @return the answer to come
   */
  public PendingReply replyUntilSettledAsync(ReplyRequest.Builder request) {
    return replyUntilSettledAsync(request, SETTLE_DEADLINE);
  }

  /**
   * As {@link #replyUntilSettled(ReplyRequest.Builder, Duration)}.
   *
   * @param request gets a transaction id where it has none, before this returns
   * @param deadline counted from now, over all attempts
   * @return the answer to come
   */
  public PendingReply replyUntilSettledAsync(ReplyRequest.Builder request, Duration deadline) {
    return replyUntilSettledAsync(TransactionIds.named(request), deadline);
  }

  /**
   * As {@link #replyUntilSettled(ReplyRequest.Builder)}.
   *
   * @param request sent with a made transaction id where it has none
   * @return the answer to come
   */
  public PendingReply replyUntilSettledAsync(ReplyRequest request) {
    return replyUntilSettledAsync(request, SETTLE_DEADLINE);
  }

  /**
   * As {@link #replyUntilSettled(ReplyRequest.Builder, Duration)}.
   *
   * @param request sent with a made transaction id where it has none
   * @param deadline counted from now, over all attempts
   * @return the answer to come
   */
  public PendingReply replyUntilSettledAsync(ReplyRequest request, Duration deadline) {
    check(deadline);
    PendingReply pending = new PendingReply(TransactionIds.named(request));
    Settling settling = Settling.start(new ReplyLine(pending.request()), pending, deadline);
    settlings.add(settling);
    pending.whenComplete((response, error) -> settlings.remove(settling));
    return pending;
  }

  /**
   * Tells what the bridge knows of a reply. It sends nothing.
   *
   * @param isspid the merchant; may be "" where the bridge serves a single one
   * @param transactionId the reply
   * @return the bridge's record
   */
  public ReplyRecord getReply(String isspid, String transactionId) {
    return getReply(isspid, transactionId, deadline);
  }

  /**
   * Tells what the bridge knows of a reply. It sends nothing.
   *
   * @param isspid the merchant; may be "" where the bridge serves a single one
   * @param transactionId the reply
   * @param deadline counted from now
   * @return the bridge's record
   */
  public ReplyRecord getReply(String isspid, String transactionId, Duration deadline) {
    return Waiting.on(
        getReplyAsync(isspid, transactionId, deadline),
        status -> ComplaintException.ofOwn(status, Sent.NOTHING, transactionId, null));
  }

  /**
   * Tells what the bridge knows of a reply. It sends nothing.
   *
   * @param isspid the merchant; may be "" where the bridge serves a single one
   * @param transactionId the reply
   * @return the bridge's record to come
   */
  public CompletableFuture<ReplyRecord> getReplyAsync(String isspid, String transactionId) {
    return getReplyAsync(isspid, transactionId, deadline);
  }

  /**
   * Tells what the bridge knows of a reply. It sends nothing.
   *
   * @param isspid the merchant; may be "" where the bridge serves a single one
   * @param transactionId the reply
   * @param deadline counted from now
   * @return the bridge's record to come
   */
  public CompletableFuture<ReplyRecord> getReplyAsync(
      String isspid, String transactionId, Duration deadline) {
    check(deadline);
    return UnaryCall.start(
        channel,
        ComplaintServiceGrpc.getGetReplyMethod(),
        within(deadline),
        GetReplyRequest.newBuilder().setIsspid(isspid).setTransactionId(transactionId).build(),
        GetReplyResponse::getReply,
        error -> ComplaintException.from(error, transactionId).withSent(Sent.NOTHING));
  }

  /**
   * The connection, for raw stubs such as {@code ReplyAdminServiceGrpc.newBlockingStub(channel)}.
   * Give their calls a deadline, and read their failures with {@link
   * ComplaintException#from(Throwable, String)}.
   *
   * @return the channel; it closes with this client
   */
  public Channel channel() {
    return channel;
  }

  /**
   * Ends the connection. A call under way fails; whether its reply went out is told by {@link
   * ComplaintException#sent()}. Returns when the connection is gone, after 5 seconds at the latest.
   */
  @Override
  public void close() {
    channel.shutdownNow();
    settlings.forEach(Settling::wake);
    try {
      channel.awaitTermination(CLOSE_SECONDS_MAX, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ManagedChannelBuilder<?> builder(String target, ChannelCredentials credentials) {
    try {
      return Grpc.newChannelBuilder(target, credentials);
    } catch (ManagedChannelRegistry.ProviderNotFoundException e) {
      throw new IllegalArgumentException("cannot connect to " + target + ": " + e.getMessage(), e);
    }
  }

  private CompletableFuture<ReplyResponse> attempt(ReplyRequest request, Duration limit) {
    String half = HalfCharacters.fieldIn(request);
    if (!half.isEmpty()) {
      Status why = Status.INVALID_ARGUMENT.withDescription(half + " holds half a character");
      return CompletableFuture.failedFuture(
          ComplaintException.ofOwn(why, Sent.NOTHING, request.getTransactionId(), request));
    }
    AttemptWatch watch = new AttemptWatch(request.getSerializedSize());
    return UnaryCall.start(
        channel,
        ComplaintServiceGrpc.getReplyMethod(),
        within(limit).withStreamTracerFactory(watch),
        request,
        error -> ComplaintException.ofReply(error, request, watch));
  }

  private void check(Duration limit) {
    Durations.positive(limit, "deadline");
    if (channel.isShutdown()) {
      throw new IllegalStateException("this client is closed");
    }
  }

  private static CallOptions within(Duration limit) {
    return CallOptions.DEFAULT.withDeadlineAfter(limit);
  }

  private final class ReplyLine implements Settling.Line {
    private final ReplyRequest request;

    ReplyLine(ReplyRequest request) {
      this.request = request;
    }

    @Override
    public CompletableFuture<ReplyResponse> attempt(Duration limit) {
      return ComplaintClient.this.attempt(request, limit);
    }

    @Override
    public boolean isClosed() {
      return channel.isShutdown();
    }

    @Override
    public void reconnect() {
      reconnection.hasten();
    }
  }
}
