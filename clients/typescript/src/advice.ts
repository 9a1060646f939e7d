import type { Code, Failure } from './failure-facts.js';
import { ASK_AGAIN, meaningOf, RETRY, type Sent } from './reason.js';

const CHECK =
  'check the address, TLS or plaintext, the certificates, the token and what stands in front of the bridge';

/** Of calls that did not begin. */
export const CLOSED = 'this client is closed';
export const NO_TIME = 'no time was left to begin';

const BY_DETAILS: Readonly<Record<string, string>> = {
  [CLOSED]: 'retry with another client and the same transaction_id',
  [NO_TIME]: 'retry with a longer deadline and the same transaction_id',
};

const BY_CODE: Readonly<Partial<Record<Code, string>>> = {
  UNAVAILABLE: CHECK,
  DEADLINE_EXCEEDED: CHECK,
  UNIMPLEMENTED: CHECK,
  UNAUTHENTICATED: CHECK,
  RESOURCE_EXHAUSTED: 'send less',
  INVALID_ARGUMENT: 'fix the request',
};

const SENT_WORDS: Readonly<Record<Sent, string>> = {
  NOTHING: 'Nothing was sent',
  PERHAPS: 'Perhaps the consumer sees the reply',
  REFUSED: 'The gateway got the reply and refused it',
};

/** What was sent and what to do, in the words of every client; not twice what the details say. */
export function conclusion(failure: Failure): string {
  const { reason, details, sent } = failure;
  const advice = adviceFor(failure);
  const saysSo = details.includes('othing was sent');
  const ofThisAttempt = reason === '' && saysSo ? 'NOTHING' : meaningOf(reason)?.sent;
  if (sent === 'PERHAPS' && ofThisAttempt === 'NOTHING') {
    return `But an earlier attempt may have sent it, and perhaps the consumer sees the reply: ${advice}`;
  }
  if (sent === 'NOTHING' && saysSo) return advice.charAt(0).toUpperCase() + advice.slice(1);
  return `${SENT_WORDS[sent]}: ${advice}`;
}

function adviceFor({ reason, code, sent, details }: Failure): string {
  if (sent === 'PERHAPS') return ASK_AGAIN;
  return meaningOf(reason)?.advice ?? (reason === '' ? BY_DETAILS[details] ?? BY_CODE[code] : undefined) ?? RETRY;
}
