package com.imageco.complaint.client;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The service config that the clients of every language share. */
final class ServiceConfig {
  static final String RESOURCE = "/imageco/complaint/v1/service_config.json";

  private ServiceConfig() {}

  /** In the shape that gRPC wants: maps, lists, strings, booleans, and every number a Double. */
  static Map<String, ?> load() {
    try (InputStream file = ServiceConfig.class.getResourceAsStream(RESOURCE)) {
      return new Gson()
          .fromJson(
              new InputStreamReader(file, StandardCharsets.UTF_8),
              new TypeToken<Map<String, Object>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
