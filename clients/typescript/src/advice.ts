import type { Failure } from './failure-facts.js';
import { meaningOf, type Sent } from './reason.js';

const NEVER_A_NEW_ID = 'Ask again with the same transaction id, never with a new one.';
const TURNED_AWAY = 'Check the target, the certificates, the token and what stands in front of the bridge.';

const SENT_WORDS: Readonly<Record<Sent, string>> = {
  NOTHING: 'Nothing was sent.',
  PERHAPS: 'Perhaps the consumer sees the reply.',
  REFUSED: 'The gateway got the reply and refused it.',
};

/** Whether anything was sent, for people; none where the details say so already. */
export function sentWords({ reason, details, sent }: Failure): string[] {
  if (sent === 'NOTHING' && /nothing was sent/i.test(details)) return [];
  const byThisAttempt = meaningOf(reason)?.sent ?? sent;
  if (byThisAttempt === sent) return [SENT_WORDS[sent]];
  return ['But an earlier attempt may have sent it: perhaps the consumer sees the reply.'];
}

/** What to do about a failure, for people. */
export function adviceFor({ reason, code, sent }: Failure): string {
  const meaning = meaningOf(reason);
  if (meaning?.sent === sent) return meaning.advice;
  if (sent === 'PERHAPS') return NEVER_A_NEW_ID;
  if (code === 'UNIMPLEMENTED' || code === 'UNAUTHENTICATED') return TURNED_AWAY;
  return code === 'INVALID_ARGUMENT' || code === 'RESOURCE_EXHAUSTED' ? 'Mend the request.' : 'Retry.';
}
