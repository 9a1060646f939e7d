package com.imageco.complaint.client.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.Map;

/** One case of the shared vectors: its steps, in order. */
final class Case {
  private final Stage stage;
  private final JsonObject script;
  private final Map<String, Call> background = new HashMap<>();
  private String made = "";

  Case(Stage stage, JsonObject script) {
    this.stage = stage;
    this.script = script;
  }

  String name() {
    return script.get("name").getAsString();
  }

  void run() throws Exception {
    for (JsonElement step : script.getAsJsonArray("steps")) {
      String text = step.toString().replace("${made}", made);
      run(JsonParser.parseString(text).getAsJsonObject());
    }
  }

  private void run(JsonObject step) throws Exception {
    if (step.has("stage")) {
      JsonObject answer = stage.control(step.getAsJsonObject("stage"));
      boolean met = !step.has("expect") || Json.holds(answer, step.get("expect"));
      assertTrue(met, () -> answer + " to " + step);
    } else if (step.has("await")) {
      check(background.remove(step.get("await").getAsString()));
    } else if (step.has("background")) {
      background.put(step.get("background").getAsString(), Call.start(stage, step));
    } else {
      check(Call.start(stage, step));
    }
  }

  private void check(Call call) throws Exception {
    Call.Outcome outcome = call.await();
    Expectation.check(call.step(), outcome);
    if (!call.step().getAsJsonObject("request").has("transactionId")) {
      made = outcome.transactionId();
    }
  }
}
