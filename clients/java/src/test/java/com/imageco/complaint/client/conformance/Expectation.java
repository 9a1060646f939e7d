package com.imageco.complaint.client.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.imageco.complaint.client.ComplaintException;
import com.imageco.complaint.client.FieldViolation;
import com.imageco.complaint.client.Sent;
import java.time.Duration;
import java.util.List;

/** What a case wants of a call. */
final class Expectation {
  private Expectation() {}

  static void check(JsonObject step, Call.Outcome outcome) {
    checkId(step.getAsJsonObject("request"), outcome.transactionId());
    JsonObject wanted = step.getAsJsonObject("expect");
    if (wanted == null) {
      return;
    }
    if (wanted.has("response")) {
      assertNull(outcome.error());
      JsonElement response = wanted.get("response");
      assertTrue(
          Json.holds(outcome.response(), response), outcome.response() + " lacks " + response);
    } else {
      assertNotNull(outcome.error(), () -> "the call succeeded: " + outcome.response());
      checkError(wanted.getAsJsonObject("error"), outcome.error());
    }
  }

  private static void checkId(JsonObject request, String found) {
    if (request.has("transactionId")) {
      assertEquals(request.get("transactionId").getAsString(), found);
    } else {
      assertTrue(found.matches("[0-9A-Za-z]{1,32}"), found);
    }
  }

  private static void checkError(JsonObject wanted, ComplaintException error) {
    checkText(error);
    for (String member : wanted.keySet()) {
      JsonElement value = wanted.get(member);
      String about = member + " of " + error;
      switch (member) {
        case "reason" -> assertTrue(Json.strings(value).contains(error.reasonName()), about);
        case "code" -> assertTrue(Json.strings(value).contains(error.code().name()), about);
        case "sent" -> assertEquals(value.getAsString(), error.sent().name(), about);
        case "retry_delay" -> assertEquals(value.getAsBoolean(), hasDelay(error), about);
        case "violations" ->
            assertEquals(Json.strings(value).stream().sorted().toList(), fields(error), about);
        case "says" ->
            Json.strings(value)
                .forEach(words -> assertTrue(error.getMessage().contains(words), about));
        case "gateway_result" -> checkResult(value.getAsJsonObject(), error);
        default -> throw new IllegalArgumentException("no such expectation: " + member);
      }
    }
  }

  /** It says that nothing was sent where that is so, and not twice. */
  private static void checkText(ComplaintException error) {
    int said = error.getMessage().split("othing was sent", -1).length - 1;
    assertTrue(said == 1 || said == 0 && error.sent() != Sent.NOTHING, error.getMessage());
  }

  private static void checkResult(JsonObject wanted, ComplaintException error) {
    var found = error.gatewayResult().orElseThrow(() -> error);
    assertEquals(wanted.get("id").getAsString(), found.id());
    assertEquals(wanted.get("comment").getAsString(), found.comment());
  }

  private static boolean hasDelay(ComplaintException error) {
    return error.retryDelay().filter(delay -> delay.compareTo(Duration.ZERO) > 0).isPresent();
  }

  private static List<String> fields(ComplaintException error) {
    return error.violations().stream().map(FieldViolation::field).sorted().toList();
  }
}
