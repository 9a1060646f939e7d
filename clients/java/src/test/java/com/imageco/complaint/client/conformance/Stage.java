package com.imageco.complaint.client.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.imageco.complaint.client.ComplaintClient;
import com.imageco.complaint.client.ConnectOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The real servers and the emulator of the gateway, as tests/clients/README.md describes them. */
final class Stage implements AutoCloseable {
  private final JsonObject description;
  private final Map<String, ComplaintClient> clients = new HashMap<>();

  Stage(String description) {
    this.description = JsonParser.parseString(description).getAsJsonObject();
  }

  /** What the stage answers to {@code order}. */
  JsonObject control(JsonObject order) throws IOException {
    URL url = new URL(description.get("control").getAsString());
    HttpURLConnection post = (HttpURLConnection) url.openConnection();
    post.setRequestProperty("Connection", "close");
    post.setDoOutput(true);
    post.getOutputStream().write(order.toString().getBytes(StandardCharsets.UTF_8));
    boolean done = post.getResponseCode() == HttpURLConnection.HTTP_OK;
    try (InputStream body = done ? post.getInputStream() : post.getErrorStream()) {
      String answer = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(done, answer);
      return JsonParser.parseString(answer).getAsJsonObject();
    }
  }

  synchronized ComplaintClient client(String server, boolean retries) {
    return clients.computeIfAbsent(server + " " + retries, name -> connect(server, retries));
  }

  private ComplaintClient connect(String server, boolean retries) {
    JsonObject found = description.getAsJsonObject("servers").getAsJsonObject(server);
    ConnectOptions options =
        found.has("ca_file")
            ? ConnectOptions.tls().withCa(file(found, "ca_file"))
            : ConnectOptions.plaintext();
    if (found.has("server_name")) {
      options = options.withServerName(found.get("server_name").getAsString());
    }
    if (found.has("token")) {
      options = options.withToken(found.get("token").getAsString());
    }
    if (found.has("certificate_file")) {
      options =
          options.withCertificate(file(found, "certificate_file"), file(found, "private_key_file"));
    }
    return ComplaintClient.connect(
        found.get("address").getAsString(), options.withRetries(retries));
  }

  private static Path file(JsonObject server, String member) {
    return Path.of(server.get(member).getAsString());
  }

  @Override
  public void close() {
    clients.values().forEach(ComplaintClient::close);
  }
}
