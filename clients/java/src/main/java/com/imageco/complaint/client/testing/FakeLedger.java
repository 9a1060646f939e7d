package com.imageco.complaint.client.testing;

import com.google.protobuf.Timestamp;
import com.imageco.complaint.v1.ErrorReason;
import com.imageco.complaint.v1.Finding;
import com.imageco.complaint.v1.ReplyRecord;
import com.imageco.complaint.v1.ReplyRequest;
import com.imageco.complaint.v1.ReplyResponse;
import com.imageco.complaint.v1.ReplyState;
import com.imageco.complaint.v1.Result;
import com.imageco.complaint.v1.SettleReplyRequest;
import com.imageco.complaint.v1.Verdict;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What became of each reply, and what the consumer saw. Its methods may run at the same time. */
final class FakeLedger {
  private static final Result TAKEN = Result.newBuilder().setId("0000").setComment("回复成功").build();

  private record Name(String isspid, String transactionId) {}

  private record Entry(ReplyRequest request, ReplyRecord record, BridgeError word) {}

  private final Map<Name, Entry> entries = new HashMap<>();
  private final List<ReplyRequest> shown = new ArrayList<>();

  /** Takes a reply, or tells what became of it before. Throws as the bridge does. */
  synchronized ReplyResponse take(ReplyRequest request) {
    Entry entry = entries.get(nameOf(request));
    boolean fresh =
        entry == null || entry.record.getState() == ReplyState.REPLY_STATE_NOT_DELIVERED;
    requireSamePayload(entry, request);
    if (!fresh && entry.word != null) {
      throw entry.word.toException();
    }
    if (request.getValidateOnly()) {
      return echo(request).build();
    }
    if (fresh) {
      shown.add(request);
      entry = put(request, ReplyState.REPLY_STATE_DELIVERED, TAKEN, null);
    }
    return answer(entry, !fresh);
  }

  /** Records that the outcome of a new reply is not known, or that the gateway refused it. */
  synchronized void fail(ReplyRequest request, ReplyState state, BridgeError word) {
    if (!entries.containsKey(nameOf(request))) {
      Map<String, String> metadata = word.metadata();
      Result result =
          Result.newBuilder()
              .setId(metadata.getOrDefault("result_id", ""))
              .setComment(metadata.getOrDefault("result_comment", ""))
              .build();
      put(request, state, metadata.containsKey("result_id") ? result : null, word);
    }
  }

  synchronized ReplyRecord record(String isspid, String transactionId) {
    return entry(isspid, transactionId).record;
  }

  synchronized ReplyRecord settle(SettleReplyRequest request) {
    Entry entry = entry(request.getIsspid(), request.getTransactionId());
    if (entry.record.getState() != ReplyState.REPLY_STATE_UNKNOWN) {
      throw error(ErrorReason.REPLY_NOT_UNKNOWN, "the outcome of this reply is not unknown");
    }
    boolean delivered = request.getVerdict() == Verdict.VERDICT_DELIVERED;
    ReplyRecord record =
        entry.record.toBuilder()
            .setState(
                delivered ? ReplyState.REPLY_STATE_DELIVERED : ReplyState.REPLY_STATE_NOT_DELIVERED)
            .setSettleTime(now())
            .setFinding(findingOf(request))
            .clearWhy()
            .build();
    entries.put(nameOf(entry.request), new Entry(entry.request, record, null));
    return record;
  }

  synchronized List<ReplyRequest> shown() {
    return List.copyOf(shown);
  }

  private Entry entry(String isspid, String transactionId) {
    Entry entry = entries.get(new Name(isspid, transactionId));
    if (entry == null) {
      throw error(ErrorReason.REPLY_NOT_FOUND, "there is no record under this id");
    }
    return entry;
  }

  private Entry put(ReplyRequest request, ReplyState state, Result result, BridgeError word) {
    ReplyRecord.Builder record =
        ReplyRecord.newBuilder()
            .setIsspid(request.getIsspid())
            .setTransactionId(request.getTransactionId())
            .setState(state)
            .setClaimTime(now())
            .setSettleTime(now());
    if (result != null) {
      record.setResult(result);
    }
    if (state == ReplyState.REPLY_STATE_UNKNOWN) {
      record.setWhy(word.message());
    }
    Entry entry = new Entry(payload(request), record.build(), word);
    entries.put(nameOf(request), entry);
    return entry;
  }

  private static void requireSamePayload(Entry entry, ReplyRequest request) {
    if (entry != null && !entry.request.equals(payload(request))) {
      throw error(
          ErrorReason.TRANSACTION_ID_REUSED, "another payload was sent under this transaction_id");
    }
  }

  private static ReplyResponse answer(Entry entry, boolean replayed) {
    ReplyResponse.Builder response =
        echo(entry.request).setReplayed(replayed).setSettleTime(entry.record.getSettleTime());
    if (entry.record.hasResult()) {
      response.setResult(entry.record.getResult());
    }
    return response.build();
  }

  private static ReplyResponse.Builder echo(ReplyRequest request) {
    return ReplyResponse.newBuilder()
        .setIsspid(request.getIsspid())
        .setTransactionId(request.getTransactionId())
        .setSellerAccount(request.getSellerAccount())
        .setComplaintId(request.getComplaintId());
  }

  private static Finding findingOf(SettleReplyRequest request) {
    return Finding.newBuilder()
        .setVerdict(request.getVerdict())
        .setSettledBy(request.getSettledBy())
        .setReason(request.getReason())
        .setSettleTime(now())
        .build();
  }

  private static Name nameOf(ReplyRequest request) {
    return new Name(request.getIsspid(), request.getTransactionId());
  }

  private static ReplyRequest payload(ReplyRequest request) {
    return request.toBuilder().clearValidateOnly().build();
  }

  private static StatusRuntimeException error(ErrorReason reason, String message) {
    return BridgeError.of(reason, message).toException();
  }

  private static Timestamp now() {
    Instant now = Instant.now();
    return Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }
}
