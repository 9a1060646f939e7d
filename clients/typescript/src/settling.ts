import { type Code, ComplaintError, perhapsSent } from './complaint-error.js';
import { meaningOf } from './reason.js';

/** Time and chance, for the wait between two attempts. */
export interface Pace {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** At least 0, below 1. */
  random(): number;
  /** Waits, or less where the caller cancels. */
  pause(ms: number): Promise<void>;
}

/** One attempt; rejects with a ComplaintError. */
export type Attempt<Response> = (deadlineMs: number) => Promise<Response>;

const ATTEMPT_MS_MAX = 30_000;
const WAIT_MS_MIN = 200;
const WAIT_MS_MAX = 5_000;
/** An attempt with less than this left would end by its own deadline and say nothing. */
const ATTEMPT_MS_MIN = 250;

/**
 * Asks again until the answer, a failure that asking again cannot mend, or the deadline. What it
 * then throws is the failure that says most; its `sent` is PERHAPS where any attempt may have sent.
 */
export async function settle<Response>(
  attempt: Attempt<Response>,
  deadlineMs: number,
  pace: Pace,
): Promise<Response> {
  const end = pace.now() + deadlineMs;
  const story = new Story();
  let attemptMs = Math.min(ATTEMPT_MS_MAX, deadlineMs);
  for (let count = 0; ; count += 1) {
    try {
      return await attempt(attemptMs);
    } catch (thrown) {
      if (!(thrown instanceof ComplaintError)) throw thrown;
      story.add(thrown);
      const wait = waitAfter(thrown, count, pace.random());
      const left = end - pace.now() - wait;
      const isTooShort = thrown.reason === 'DEADLINE_TOO_SHORT';
      if (isTooShort ? left <= attemptMs : !asksAgain(thrown)) throw story.endingIn(thrown);
      if (left < ATTEMPT_MS_MIN) throw story.told(thrown);
      await pace.pause(wait);
      const rest = end - pace.now();
      if (rest <= 0) throw story.told(thrown);
      attemptMs = isTooShort ? rest : Math.min(ATTEMPT_MS_MAX, rest);
    }
  }
}

/** Statuses without the bridge's word that the transport may have made: the call may have got there. */
const LOST: ReadonlySet<Code> = new Set<Code>([
  'UNAVAILABLE',
  'UNKNOWN',
  'INTERNAL',
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'RESOURCE_EXHAUSTED',
  'ABORTED',
]);

/** Reasons that this version does not know, by their code: only where the contract invites it. */
const INVITING: ReadonlySet<Code> = new Set<Code>(['UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'ABORTED']);

function asksAgain({ reason, code, sent }: ComplaintError): boolean {
  if (reason === '') return sent === 'PERHAPS' && LOST.has(code);
  return meaningOf(reason)?.asksAgain ?? INVITING.has(code);
}

/** Milliseconds: 0.2 s doubled with each attempt up to 5 s, less up to half of it by chance. */
function waitAfter({ retryDelayMs = 0 }: ComplaintError, count: number, chance: number): number {
  const backoff = Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** Math.min(count, 10));
  return Math.max(retryDelayMs, backoff * (1 - chance / 2));
}

/** The failures of all attempts. */
class Story {
  #telling: ComplaintError | undefined;
  #perhapsSent = false;

  add(error: ComplaintError): void {
    this.#perhapsSent ||= error.sent === 'PERHAPS';
    if (this.#telling === undefined || weight(error) >= weight(this.#telling)) this.#telling = error;
  }

  /** The failure that says most. */
  told(last: ComplaintError): ComplaintError {
    return this.endingIn(this.#telling ?? last);
  }

  /** This failure, in the light of those before: nothing sent speaks of its own attempt alone. */
  endingIn(error: ComplaintError): ComplaintError {
    return this.#perhapsSent && error.sent === 'NOTHING' ? perhapsSent(error) : error;
  }
}

function weight({ reason, code }: ComplaintError): number {
  if (reason !== '') return 2;
  return code === 'DEADLINE_EXCEEDED' ? 0 : 1;
}
