import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { Failure } from '../src/failure-facts.js';
import { settle, UNTIL_SETTLED } from '../src/settling.js';
import { type End, playBy } from './attempts.js';

const play = (ends: End[], deadlineMs?: number, tookMs?: number) =>
  playBy(UNTIL_SETTLED, ends, deadlineMs, tookMs);

const LOST: End = { code: 'UNAVAILABLE', sent: 'PERHAPS' };
const LATE: End = { code: 'DEADLINE_EXCEEDED', sent: 'PERHAPS' };
const LIMITED: End = { reason: 'RATE_LIMITED', code: 'RESOURCE_EXHAUSTED' };

describe('settle asks again', () => {
  const again: End[] = [
    LOST,
    LATE,
    { code: 'UNKNOWN', sent: 'PERHAPS' },
    { code: 'INTERNAL', sent: 'PERHAPS' },
    { code: 'CANCELLED', sent: 'PERHAPS' },
    { code: 'RESOURCE_EXHAUSTED', sent: 'PERHAPS' },
    { reason: 'REPLY_IN_PROGRESS', code: 'ABORTED', sent: 'PERHAPS' },
    { reason: 'GATEWAY_UNREACHABLE', code: 'UNAVAILABLE' },
    { reason: 'CIRCUIT_OPEN', code: 'UNAVAILABLE' },
    { reason: 'LEDGER_UNAVAILABLE', code: 'UNAVAILABLE' },
    { reason: 'DRAINING', code: 'UNAVAILABLE' },
    LIMITED,
    { reason: 'OVERLOADED', code: 'RESOURCE_EXHAUSTED' },
    { reason: 'A_NEWER_ONE', code: 'UNAVAILABLE', sent: 'PERHAPS' },
  ];
  for (const end of again) {
    test(`through ${JSON.stringify(end)}`, async () => {
      const { result, deadlines } = await play([end, end, 'answer']);
      assert.equal(result, 'answer');
      assert.equal(deadlines.length, 3);
    });
  }

  test('after 0.2 s, twice as long each time, up to 5 s', async () => {
    const { waits } = await play([LOST, LOST, LOST, LOST, LOST, LOST, LOST, 'answer']);
    assert.deepEqual(waits, [200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  test('after what the bridge asked for', async () => {
    const { waits } = await play([{ ...LIMITED, retryDelayMs: 7_000 }, 'answer']);
    assert.deepEqual(waits, [7_000]);
  });

  test('with at most 30 s for each attempt', async () => {
    const { deadlines, passed } = await play([LATE], 120_000, 30_000);
    assert.deepEqual(deadlines.slice(0, 3), [30_000, 30_000, 30_000]);
    assert.ok(passed <= 120_000 + 30_000);
  });

  test('with all the time that is left where the deadline was too short', async () => {
    const short: End = { reason: 'DEADLINE_TOO_SHORT', code: 'DEADLINE_EXCEEDED' };
    const { deadlines, error } = await play([short]);
    assert.deepEqual(deadlines, [30_000, 120_000 - 10 - 200]);
    assert.equal(error.reason, 'DEADLINE_TOO_SHORT');
    assert.equal((await play([short], 20_000)).deadlines.length, 1, 'none longer is left');
  });

  test('and tells the cause rather than that the last attempt had no time', async () => {
    const { error } = await play(
      [
        { reason: 'GATEWAY_UNREACHABLE', code: 'UNAVAILABLE' },
        { reason: 'DEADLINE_TOO_SHORT', code: 'DEADLINE_EXCEEDED' },
      ],
      20_000,
    );
    assert.equal(error.reason, 'GATEWAY_UNREACHABLE');
  });
});

describe('settle stops at once', () => {
  const stops: Partial<Failure>[] = [
    { reason: 'OUTCOME_UNKNOWN', code: 'UNKNOWN', sent: 'PERHAPS' },
    { reason: 'GATEWAY_REJECTED', code: 'FAILED_PRECONDITION', sent: 'REFUSED' },
    { reason: 'INVALID_REQUEST', code: 'INVALID_ARGUMENT' },
    { reason: 'MERCHANT_NOT_CONFIGURED', code: 'NOT_FOUND' },
    { reason: 'CALLER_NOT_ALLOWED', code: 'PERMISSION_DENIED' },
    { reason: 'TRANSACTION_ID_REUSED', code: 'ALREADY_EXISTS' },
    { reason: 'A_NEWER_ONE', code: 'FAILED_PRECONDITION', sent: 'PERHAPS' },
    { code: 'UNIMPLEMENTED' },
    { code: 'UNAUTHENTICATED' },
    { code: 'PERMISSION_DENIED', sent: 'PERHAPS' },
    { code: 'INVALID_ARGUMENT', sent: 'PERHAPS' },
    { code: 'RESOURCE_EXHAUSTED' },
    { code: 'CANCELLED' },
  ];
  for (const end of stops) {
    test(`on ${JSON.stringify(end)}`, async () => {
      const { error, deadlines } = await play([end]);
      assert.equal(error.reason, end.reason ?? '');
      assert.equal(error.sent, end.sent ?? 'NOTHING');
      assert.equal(deadlines.length, 1);
    });
  }

  test('where the wait asked for does not fit', async () => {
    const { error, deadlines, waits } = await play([{ ...LIMITED, retryDelayMs: 60_000 }], 20_000);
    assert.equal(error.reason, 'RATE_LIMITED');
    assert.equal(error.retryDelayMs, 60_000);
    assert.equal(deadlines.length, 1);
    assert.deepEqual(waits, []);
  });
});

describe('what settle throws at the deadline', () => {
  test("is the bridge's word rather than a bare status", async () => {
    const { error, passed } = await play([LIMITED, LOST, LATE], 3_000);
    assert.equal(error.reason, 'RATE_LIMITED');
    assert.ok(passed <= 3_000);
  });

  test('is the last word of the bridge', async () => {
    const { error } = await play([LIMITED, { reason: 'DRAINING', code: 'UNAVAILABLE' }, LATE], 3_000);
    assert.equal(error.reason, 'DRAINING');
  });

  test('is a lost connection rather than a deadline', async () => {
    assert.equal((await play([LOST, LATE], 3_000)).error.code, 'UNAVAILABLE');
    assert.equal((await play([LATE], 3_000)).error.code, 'DEADLINE_EXCEEDED');
  });

  test('keeps its id, request and details', async () => {
    const request = { sellerAccount: 's', complaintId: 'c', responseContent: 'r' };
    const { error } = await play([LOST, { ...LIMITED, retryDelayMs: 9_000, request, cause: 'why' }], 3_000);
    assert.equal(error.sent, 'PERHAPS');
    assert.equal(error.transactionId, 'resp1');
    assert.equal(error.request, request);
    assert.equal(error.retryDelayMs, 9_000);
    assert.equal(error.cause, 'why');
    assert.match(error.message, /perhaps .* never send it under a new one/);
  });

  test('has sent nothing where no attempt may have', async () => {
    assert.equal((await play([LIMITED], 3_000)).error.sent, 'NOTHING');
  });

  for (const first of [LOST, LATE, { reason: 'REPLY_IN_PROGRESS', code: 'ABORTED', sent: 'PERHAPS' }] as End[]) {
    test(`has perhaps sent after ${JSON.stringify(first)}, whatever later attempts did not`, async () => {
      const ends: End[] = [LIMITED, { reason: 'INVALID_REQUEST', code: 'INVALID_ARGUMENT' }, { code: 'UNIMPLEMENTED' }];
      for (const end of ends) assert.equal((await play([first, end], 3_000)).error.sent, 'PERHAPS');
    });
  }

  test('is settled by a refusal of the gateway', async () => {
    const refused: End = { reason: 'GATEWAY_REJECTED', code: 'FAILED_PRECONDITION', sent: 'REFUSED' };
    assert.equal((await play([LOST, refused])).error.sent, 'REFUSED');
  });

  test('is whatever a bug threw', async () => {
    const bug = new TypeError('bug');
    const pace = { now: () => 0, random: () => 0, pause: () => Promise.resolve() };
    await assert.rejects(settle(() => Promise.reject(bug), 1_000, pace, UNTIL_SETTLED), bug);
  });
});
