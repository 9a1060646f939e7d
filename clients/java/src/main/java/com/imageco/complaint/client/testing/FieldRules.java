package com.imageco.complaint.client.testing;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.imageco.complaint.client.FieldViolation;
import com.imageco.wire.v1.Field;
import com.imageco.wire.v1.Wire;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/** The vendor's field table, as the options of the proto give it. */
final class FieldRules {
  private final List<FieldViolation> violations = new ArrayList<>();

  private FieldRules() {}

  /** Every fault of a request, in the order of its fields. */
  static List<FieldViolation> check(Message request) {
    FieldRules rules = new FieldRules();
    rules.checkMessage(request, "");
    return rules.violations;
  }

  private void checkMessage(Message message, String prefix) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.getOptions().hasExtension(Wire.field)) {
        checkField(message, field, prefix + field.getName());
      }
    }
  }

  private void checkField(Message message, FieldDescriptor field, String path) {
    Field rule = field.getOptions().getExtension(Wire.field);
    if (field.isRepeated()) {
      checkItems((List<?>) message.getField(field), rule, path);
    } else if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
      checkText((String) message.getField(field), rule, path);
    } else if (message.hasField(field)) {
      checkMessage((Message) message.getField(field), path + ".");
    }
  }

  private void checkText(String text, Field rule, String path) {
    if (rule.getRequired() && text.codePoints().allMatch(FieldRules::isBlank)) {
      add(path, text.isEmpty() ? "must not be empty" : "must not be blank");
      return;
    }
    if (rule.getIdentifier() && !text.isEmpty()) {
      checkIdentifier(text, path);
    }
    int characters = text.codePointCount(0, text.length());
    if (rule.getMaxChars() > 0 && characters > rule.getMaxChars()) {
      add(path, "has " + characters + " characters, at most " + rule.getMaxChars());
    }
    if (rule.getHttpsUrl() && !text.isEmpty() && !isHttps(text)) {
      add(path, "must be an absolute HTTPS URL");
    }
  }

  private void checkIdentifier(String text, String path) {
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      add(path, "must not hold a control character");
    } else if (isBlank(text.codePointAt(0)) || isBlank(text.codePointBefore(text.length()))) {
      add(path, "must not begin or end with a blank");
    }
  }

  /** Whether a character shows nothing: white space, or zero wide. */
  private static boolean isBlank(int character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || Character.getType(character) == Character.FORMAT;
  }

  private void checkItems(List<?> items, Field rule, String path) {
    if (rule.getMaxItems() > 0 && items.size() > rule.getMaxItems()) {
      add(path, "has " + items.size() + " items, at most " + rule.getMaxItems());
    }
    for (int i = 0; i < items.size(); i++) {
      String item = (String) items.get(i);
      if (item.isEmpty()) {
        add(path + "[" + i + "]", "must not be empty");
      } else if (!rule.getSeparator().isEmpty() && item.contains(rule.getSeparator())) {
        add(path + "[" + i + "]", "must not hold \"" + rule.getSeparator() + "\"");
      } else if (rule.getIdentifier()) {
        checkIdentifier(item, path + "[" + i + "]");
      }
    }
  }

  private void add(String path, String description) {
    violations.add(new FieldViolation(path, description));
  }

  private static boolean isHttps(String text) {
    try {
      URI url = new URI(text);
      return "https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
