import { ComplaintError } from '../src/complaint-error.js';
import type { Failure } from '../src/failure-facts.js';
import { type Policy, settle } from '../src/settling.js';

/** How an attempt ends. */
export type End = Partial<Failure> | 'answer';

/** Plays attempts that end so, the last of them again and again; each takes tookMs. */
export async function playBy(policy: Policy, ends: End[], deadlineMs = 120_000, tookMs = 10) {
  let now = 1_000;
  const deadlines: number[] = [];
  const waits: number[] = [];
  const attempt = (attemptMs: number): Promise<string> => {
    const end = ends[Math.min(deadlines.length, ends.length - 1)] ?? 'answer';
    deadlines.push(attemptMs);
    now += tookMs;
    return end === 'answer' ? Promise.resolve('answer') : Promise.reject(failure(end));
  };
  const pause = (ms: number): Promise<void> => {
    waits.push(ms);
    now += ms;
    return Promise.resolve();
  };
  const pace = { now: () => now, random: () => 0, pause };
  const result = await settle(attempt, deadlineMs, pace, policy).catch((error: unknown) => error);
  return { result, error: result as ComplaintError, deadlines, waits, passed: now - 1_000 };
}

function failure(end: Partial<Failure>): ComplaintError {
  return new ComplaintError({
    reason: '',
    code: 'UNKNOWN',
    details: 'x',
    sent: 'NOTHING',
    transactionId: 'resp1',
    ...end,
  });
}
