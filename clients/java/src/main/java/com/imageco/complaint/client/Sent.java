package com.imageco.complaint.client;

/** Whether a reply may have gone to the gateway, and so to the consumer. */
public enum Sent {
  /** The gateway got nothing. */
  NOTHING,
  /** Nobody knows. Ask again with the same transaction id; a new one may show the reply twice. */
  PERHAPS,
  /** The gateway got the reply and refused it. A new attempt takes a new transaction id. */
  REFUSED
}
