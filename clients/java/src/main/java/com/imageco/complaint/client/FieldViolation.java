package com.imageco.complaint.client;

/**
 * One field at fault.
 *
 * @param field its path in the request, such as {@code response_images[0]} or {@code jump_link.url}
 * @param description what is wrong with it, in English
 */
public record FieldViolation(String field, String description) {}
