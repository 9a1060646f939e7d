package com.imageco.complaint.client;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Texts that were cut within a character: Java would write "?" for the half, and send that. */
final class HalfCharacters {
  private HalfCharacters() {}

  /** The name of the first field that holds one, as "jump_link.text"; "": none does. */
  static String fieldIn(Message message) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      Object value = entry.getValue();
      List<?> values = field.isRepeated() ? (List<?>) value : List.of(value);
      for (Object each : values) {
        if (each instanceof String text && holdsHalf(text)) {
          return field.getName();
        }
        String within = each instanceof Message inner ? fieldIn(inner) : "";
        if (!within.isEmpty()) {
          return field.getName() + "." + within;
        }
      }
    }
    return "";
  }

  private static boolean holdsHalf(String text) {
    return !StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
