package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceConfigTest {
  @Test
  void isTheOneThatAllClientsShare() throws IOException {
    try (var file = ServiceConfig.class.getResourceAsStream(ServiceConfig.RESOURCE)) {
      assertArrayEquals(
          Files.readAllBytes(Path.of("../../proto" + ServiceConfig.RESOURCE)), file.readAllBytes());
    }
  }

  @Test
  void hasTheShapeThatGrpcWants() {
    Map<?, ?> method = (Map<?, ?>) ((List<?>) ServiceConfig.load().get("methodConfig")).get(0);
    Map<?, ?> policy = (Map<?, ?>) method.get("retryPolicy");
    assertEquals(List.of("UNAVAILABLE"), policy.get("retryableStatusCodes"));
    assertEquals(Double.class, policy.get("maxAttempts").getClass());
  }
}
