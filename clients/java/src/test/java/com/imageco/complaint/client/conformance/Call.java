package com.imageco.complaint.client.conformance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.imageco.complaint.client.ComplaintClient;
import com.imageco.complaint.client.ComplaintException;
import com.imageco.complaint.v1.GetReplyRequest;
import com.imageco.complaint.v1.GetReplyResponse;
import com.imageco.complaint.v1.ReplyAdminServiceGrpc;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.SettleReplyRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A call of a case, on a thread of its own, cancelled by interrupting it. */
final class Call {
  private final ComplaintClient client;
  private final JsonObject step;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  /** How it ended: with a response, or with an error, the other being null. */
  record Outcome(
      JsonObject response, ComplaintException error, String transactionId, Duration took) {}

  static Call start(Stage stage, JsonObject step) {
    boolean retries = !step.has("retries") || step.get("retries").getAsBoolean();
    Call call = new Call(stage.client(step.get("server").getAsString(), retries), step);
    Thread thread = new Thread(call::run, "call");
    thread.start();
    if (step.has("cancel_after_seconds")) {
      long millis = (long) (step.get("cancel_after_seconds").getAsDouble() * 1000);
      CompletableFuture.delayedExecutor(millis, MILLISECONDS).execute(thread::interrupt);
    }
    return call;
  }

  private Call(ComplaintClient client, JsonObject step) {
    this.client = client;
    this.step = step;
  }

  JsonObject step() {
    return step;
  }

  /** Fails where the call outlives its deadline by 5 seconds. */
  Outcome await() throws InterruptedException, ExecutionException, TimeoutException {
    Duration longest = deadline().plusSeconds(5);
    Outcome ended = outcome.get(longest.toSeconds(), SECONDS);
    assertTrue(ended.took.compareTo(longest) <= 0, "it took " + ended.took);
    return ended;
  }

  private Duration deadline() {
    if (step.has("deadline_seconds")) {
      return Duration.ofMillis((long) (step.get("deadline_seconds").getAsDouble() * 1000));
    }
    boolean settles = step.get("call").getAsString().equals("ReplyUntilSettled");
    return settles ? Duration.ofMinutes(2) : Duration.ofSeconds(30);
  }

  private void run() {
    try {
      outcome.complete(ended(System.nanoTime()));
    } catch (Throwable e) {
      outcome.completeExceptionally(e);
    }
  }

  private Outcome ended(long start) throws InvalidProtocolBufferException {
    try {
      JsonObject response = JsonParser.parseString(print(answer())).getAsJsonObject();
      return new Outcome(response, null, idOf(response), since(start));
    } catch (ComplaintException e) {
      return new Outcome(null, e, e.transactionId(), since(start));
    }
  }

  private Message answer() throws InvalidProtocolBufferException {
    boolean limited = step.has("deadline_seconds");
    return switch (step.get("call").getAsString()) {
      case "Reply" -> {
        ReplyRequest.Builder request = request(ReplyRequest.newBuilder());
        yield limited ? client.reply(request, deadline()) : client.reply(request);
      }
      case "ReplyUntilSettled" -> {
        ReplyRequest.Builder request = request(ReplyRequest.newBuilder());
        yield limited
            ? client.replyUntilSettled(request, deadline())
            : client.replyUntilSettled(request);
      }
      case "GetReply" -> {
        GetReplyRequest.Builder request = request(GetReplyRequest.newBuilder());
        var record = client.getReply(request.getIsspid(), request.getTransactionId(), deadline());
        yield GetReplyResponse.newBuilder().setReply(record).build();
      }
      case "SettleReply" -> settle(request(SettleReplyRequest.newBuilder()).build());
      default -> throw new IllegalArgumentException("no such call: " + step);
    };
  }

  private Message settle(SettleReplyRequest request) {
    try {
      return ReplyAdminServiceGrpc.newBlockingStub(client.channel())
          .withDeadlineAfter(deadline())
          .settleReply(request);
    } catch (StatusRuntimeException e) {
      throw ComplaintException.from(e, request.getTransactionId());
    }
  }

  private <B extends Message.Builder> B request(B builder) throws InvalidProtocolBufferException {
    JsonFormat.parser().merge(step.get("request").toString(), builder);
    return builder;
  }

  private static String print(Message message) throws InvalidProtocolBufferException {
    return JsonFormat.printer().print(message);
  }

  private static String idOf(JsonObject response) {
    JsonObject named = response.has("reply") ? response.getAsJsonObject("reply") : response;
    return named.get("transactionId").getAsString();
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
