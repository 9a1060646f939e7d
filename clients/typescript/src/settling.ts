import { ComplaintError, perhapsSent } from './complaint-error.js';
import { type Code, NO_CONNECTION } from './failure-facts.js';
import { pushbackOf } from './pushback.js';
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

/** Which failures are asked again after, how often, and how fast. */
export interface Policy {
  readonly attemptsMax: number;
  readonly attemptMsMax: number;
  /** The wait after the first attempt, multiplied with each one up to the greatest. */
  readonly waitMsMin: number;
  readonly waitMsMax: number;
  readonly multiplier: number;
  asksAgain(error: ComplaintError): boolean;
}

/** Until the answer or the deadline. */
export const UNTIL_SETTLED: Policy = {
  attemptsMax: Infinity,
  attemptMsMax: 30_000,
  waitMsMin: 200,
  waitMsMax: 5_000,
  multiplier: 2,
  asksAgain,
};

/** An attempt with less than this left would end by its own deadline and say nothing. */
const ATTEMPT_MS_MIN = 250;

/**
 * Asks again until the answer, a failure after which the policy does not, or the deadline. What it
 * then throws is the failure that says most; its `sent` is PERHAPS where any attempt may have sent.
 */
export async function settle<Response>(
  attempt: Attempt<Response>,
  deadlineMs: number,
  pace: Pace,
  policy: Policy,
): Promise<Response> {
  const end = pace.now() + deadlineMs;
  const story = new Story();
  let attemptMs = Math.min(policy.attemptMsMax, deadlineMs);
  for (let count = 1; ; count += 1) {
    try {
      return await attempt(attemptMs);
    } catch (thrown) {
      if (!(thrown instanceof ComplaintError)) throw thrown;
      story.add(thrown);
      const wait = waitAfter(thrown, count, policy, pace.random());
      const left = end - pace.now() - wait;
      const isTooShort = thrown.reason === 'DEADLINE_TOO_SHORT';
      const mayMend = isTooShort ? left > attemptMs : policy.asksAgain(thrown);
      if (isTooShort && !mayMend) throw story.told(thrown);
      if (!mayMend || count >= policy.attemptsMax) throw story.endingIn(thrown);
      if (left < ATTEMPT_MS_MIN) throw story.told(thrown);
      await pace.pause(wait);
      const rest = end - pace.now();
      if (rest <= 0) throw story.told(thrown);
      attemptMs = isTooShort ? rest : Math.min(policy.attemptMsMax, rest);
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

function asksAgain({ reason, code, sent, details }: ComplaintError): boolean {
  if (reason === '') return LOST.has(code) && (sent === 'PERHAPS' || details.startsWith(NO_CONNECTION));
  return meaningOf(reason)?.asksAgain ?? INVITING.has(code);
}

/** Milliseconds: the policy's, less up to half of it by chance, or what the server asked for. */
function waitAfter(error: ComplaintError, count: number, policy: Policy, chance: number): number {
  const { waitMsMin, waitMsMax, multiplier } = policy;
  const backoff = Math.min(waitMsMax, waitMsMin * multiplier ** (count - 1));
  return Math.max(error.retryDelayMs ?? 0, pushbackOf(error) ?? 0, backoff * (1 - chance / 2));
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
  if (reason === 'DEADLINE_TOO_SHORT') return 2;
  if (reason !== '') return 3;
  return code === 'DEADLINE_EXCEEDED' ? 0 : 1;
}
