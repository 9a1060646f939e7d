package com.imageco.complaint.client.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The cases that every client goes through, against the real server. */
class ConformanceTest {
  private static Stage stage;

  @AfterAll
  static void close() {
    if (stage != null) {
      stage.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> sharedCase() throws IOException {
    String description = System.getenv("IMAGECO_STAGE");
    assumeTrue(description != null, "IMAGECO_STAGE is not set: see tests/clients/README.md");
    stage = new Stage(description);
    return cases().asList().stream()
        .map(script -> new Case(stage, script.getAsJsonObject()))
        .map(found -> DynamicTest.dynamicTest(found.name(), found::run));
  }

  private static JsonArray cases() throws IOException {
    String vectors = Files.readString(Path.of(System.getenv("IMAGECO_VECTORS")));
    return JsonParser.parseString(vectors).getAsJsonObject().getAsJsonArray("cases");
  }
}
