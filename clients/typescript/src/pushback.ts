import { Metadata } from '@grpc/grpc-js';

import type { ComplaintError } from './complaint-error.js';

/** The trailer by which a gRPC server says when to try again, in ms. */
const PUSHBACK_KEY = 'grpc-retry-pushback-ms';

/** Milliseconds that the server asked to wait; negative: not to retry; undefined: it did not say. */
export function pushbackOf({ cause }: ComplaintError): number | undefined {
  const { metadata } = (cause ?? {}) as { metadata?: unknown };
  const values = metadata instanceof Metadata ? metadata.get(PUSHBACK_KEY) : [];
  if (values.length === 0) return undefined;
  const [text] = values;
  return values.length === 1 && typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : -1;
}
