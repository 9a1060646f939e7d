package com.imageco.complaint.client.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** JSON as the cases use it. */
final class Json {
  private static final JsonElement FALSE = new JsonPrimitive(false);

  private Json() {}

  /** Whether {@code found} holds all that {@code wanted} names. Protobuf leaves false out. */
  static boolean holds(JsonElement found, JsonElement wanted) {
    if (wanted instanceof JsonObject members) {
      return found instanceof JsonObject object
          && members.entrySet().stream().allMatch(member -> holdsMember(object, member));
    }
    if (wanted instanceof JsonArray items) {
      return found instanceof JsonArray array
          && array.size() == items.size()
          && IntStream.range(0, items.size()).allMatch(i -> holds(array.get(i), items.get(i)));
    }
    return wanted.equals(found);
  }

  private static boolean holdsMember(JsonObject object, Map.Entry<String, JsonElement> member) {
    JsonElement found = object.get(member.getKey());
    return found == null ? member.getValue().equals(FALSE) : holds(found, member.getValue());
  }

  /** The strings of a list, or the one string. */
  static List<String> strings(JsonElement element) {
    return element instanceof JsonArray array
        ? array.asList().stream().map(JsonElement::getAsString).toList()
        : List.of(element.getAsString());
  }
}
