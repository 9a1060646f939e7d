package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AddressTest {
  private static final Path VECTORS = Path.of("../../tests/vectors/clients.json");

  @Test
  void saysWhatEveryClientSays() throws IOException {
    assumeTrue(Files.exists(VECTORS), "this is no checkout of the repository");
    JsonArray rows =
        JsonParser.parseString(Files.readString(VECTORS))
            .getAsJsonObject()
            .getAsJsonArray("addresses");
    assertFalse(rows.isEmpty());
    for (JsonElement row : rows) {
      String address = row.getAsJsonObject().get("address").getAsString();
      String fault = row.getAsJsonObject().get("fault").getAsString();
      assertEquals(fault, Address.fault(address), address);
    }
  }

  @Test
  void isLookedAtByConnect() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> ComplaintClient.connect("http://127.0.0.1:1", ConnectOptions.plaintext()));
    assertEquals(
        "the address \"http://127.0.0.1:1\" is a URL: give HOST:PORT", thrown.getMessage());
  }
}
