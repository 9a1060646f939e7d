import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Metadata } from '@grpc/grpc-js';

import type { Failure } from '../src/failure-facts.js';
import { retryPolicyIn } from '../src/retry-policy.js';
import { type End, playBy } from './attempts.js';

const play = (ends: End[], deadlineMs = 30_000) => playBy(retryPolicyIn(), ends, deadlineMs);

const LOST: End = { code: 'UNAVAILABLE', sent: 'PERHAPS' };
const DRAINING: Partial<Failure> = { reason: 'DRAINING', code: 'UNAVAILABLE' };

function pushedBack(...values: string[]): End {
  const metadata = new Metadata();
  for (const value of values) metadata.add('grpc-retry-pushback-ms', value);
  return { ...DRAINING, cause: { metadata } };
}

describe('the retry policy', () => {
  test('retries UNAVAILABLE, four attempts at most, 0.2 s to 2 s apart', async () => {
    const { error, deadlines, waits } = await play([LOST]);
    assert.equal(error.code, 'UNAVAILABLE');
    assert.equal(deadlines.length, 4);
    assert.deepEqual(waits, [200, 400, 800]);
  });

  test('is the one of the service config', async () => {
    const policy = retryPolicyIn(`{"methodConfig": [
      {"name": [{"service": "another"}]},
      {"name": [{"service": "imageco.complaint.v1.ComplaintService"}], "retryPolicy": {
        "maxAttempts": 5, "initialBackoff": "1s", "maxBackoff": "2.5s", "backoffMultiplier": 1.5,
        "retryableStatusCodes": ["ABORTED"]}}]}`);
    const { waits } = await playBy(policy, [{ code: 'ABORTED', sent: 'PERHAPS' }], 30_000);
    assert.deepEqual(waits, [1_000, 1_500, 2_250, 2_500]);
    assert.throws(() => retryPolicyIn('{"methodConfig": []}'), /names no policy/);
  });

  const once: End[] = [
    { reason: 'RATE_LIMITED', code: 'RESOURCE_EXHAUSTED' },
    { reason: 'REPLY_IN_PROGRESS', code: 'ABORTED', sent: 'PERHAPS' },
    { reason: 'DEADLINE_TOO_SHORT', code: 'DEADLINE_EXCEEDED' },
    { code: 'UNKNOWN', sent: 'PERHAPS' },
    { code: 'UNAVAILABLE', sent: 'NOTHING' }, // the client is closed
  ];
  for (const end of once) {
    test(`does not retry ${JSON.stringify(end)}`, async () => {
      assert.equal((await play([end])).deadlines.length, 1);
    });
  }

  test('gives each attempt what is left of the deadline', async () => {
    const { deadlines } = await play([LOST, LOST, 'answer'], 60_000);
    assert.deepEqual(deadlines, [60_000, 59_790, 59_380]);
  });

  test('waits as long as the bridge asks for', async () => {
    assert.deepEqual((await play([{ ...DRAINING, retryDelayMs: 7_000 }, 'answer'])).waits, [7_000]);
  });

  test('ends at once where that wait does not fit before the deadline', async () => {
    const { error, waits } = await play([{ ...DRAINING, retryDelayMs: 7_000 }], 6_000);
    assert.equal(error.reason, 'DRAINING');
    assert.equal(error.sent, 'NOTHING');
    assert.deepEqual(waits, []);
  });

  test('ends where the server pushes back, and waits where it names a time', async () => {
    for (const end of [pushedBack('-1'), pushedBack('soon'), pushedBack('1', '2')]) {
      assert.equal((await play([end])).deadlines.length, 1);
    }
    assert.deepEqual((await play([pushedBack('3000'), 'answer'])).waits, [3_000]);
  });
});

describe('what a retried call throws', () => {
  const later: End[] = [
    { reason: 'RATE_LIMITED', code: 'RESOURCE_EXHAUSTED' },
    { reason: 'INVALID_REQUEST', code: 'INVALID_ARGUMENT' },
    DRAINING,
  ];
  for (const end of later) {
    test(`has perhaps sent where an attempt was lost before ${JSON.stringify(end)}`, async () => {
      assert.equal((await play([LOST, end])).error.sent, 'PERHAPS');
      assert.equal((await play([DRAINING, end])).error.sent, 'NOTHING');
    });
  }

  test('is settled by a refusal of the gateway', async () => {
    const refused: End = { reason: 'GATEWAY_REJECTED', code: 'FAILED_PRECONDITION', sent: 'REFUSED' };
    assert.equal((await play([LOST, refused])).error.sent, 'REFUSED');
  });
});
