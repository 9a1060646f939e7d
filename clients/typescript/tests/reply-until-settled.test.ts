import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';

import { ComplaintClient } from '@imageco/complaint';
import { FakeBridge } from '@imageco/complaint/testing';

import { endsWith, FaultyServer } from './faulty-server.js';
import { aReply, failureOf } from './replies.js';

let fake: FakeBridge;
let client: ComplaintClient;

beforeEach(async () => {
  fake = await FakeBridge.start();
  client = fake.client;
});

afterEach(() => fake.stop());

describe('replyUntilSettled', () => {
  test('answers at once where all goes well', async () => {
    assert.equal((await client.replyUntilSettled(aReply())).replayed, false);
    assert.equal(fake.asked.length, 1);
  });

  test('asks with one id, made before the first attempt, and shows the reply once', async () => {
    fake.plan({ lose: 'BEFORE_TAKING' });
    fake.plan({ fail: 'REPLY_IN_PROGRESS' });
    fake.plan({ lose: 'AFTER_TAKING' });
    fake.plan({ fail: 'OVERLOADED', retryDelayMs: 50 });
    const request = aReply();
    const response = await client.replyUntilSettled(request);
    assert.equal(response.replayed, true);
    assert.deepEqual(
      fake.asked.map(({ transactionId }) => transactionId),
      Array(5).fill(request.transactionId),
    );
    assert.equal(fake.seen.length, 1);
  });

  test("leaves out gRPC's own retries, so that it hears of every attempt", async () => {
    fake.plan({ lose: 'AFTER_TAKING' });
    fake.plan({ fail: 'RATE_LIMITED', retryDelayMs: 60_000 });
    const error = await failureOf(client.replyUntilSettled(aReply(), { deadlineMs: 20_000 }));
    assert.equal(error.reason, 'RATE_LIMITED');
    assert.equal(error.sent, 'PERHAPS', 'the first attempt was taken');
    assert.equal(fake.asked.length, 2);
  });

  test('stops where an operator must settle the reply, and succeeds once one did', async () => {
    const request = aReply();
    fake.plan({ fail: 'OUTCOME_UNKNOWN' });
    const error = await failureOf(client.replyUntilSettled(request));
    assert.equal(error.reason, 'OUTCOME_UNKNOWN');
    assert.equal(fake.asked.length, 1);
    fake.settle('39493002', error.transactionId, true);
    assert.equal((await client.replyUntilSettled(request)).result, undefined);
    assert.equal(fake.seen.length, 1);
  });

  test('stops at a refusal', async () => {
    fake.plan({ fail: 'GATEWAY_REJECTED', gatewayResult: { id: '1001', comment: '投诉单已完结' } });
    const error = await failureOf(client.replyUntilSettled(aReply()));
    assert.equal(error.sent, 'REFUSED');
    assert.equal(fake.asked.length, 1);
  });

  test('ends with its deadline', async () => {
    fake.plan({ delayMs: 5_000, times: 9 });
    const start = performance.now();
    const error = await failureOf(client.replyUntilSettled(aReply(), { deadlineMs: 300 }));
    assert.ok(performance.now() - start < 3_000);
    assert.equal(error.code, 'DEADLINE_EXCEEDED');
    assert.equal(error.sent, 'PERHAPS');
  });

  test('ends with its deadline where every attempt fails', async () => {
    fake.plan({ fail: 'GATEWAY_UNREACHABLE', times: 99 });
    const start = performance.now();
    const error = await failureOf(client.replyUntilSettled(aReply(), { deadlineMs: 1_000 }));
    assert.ok(performance.now() - start < 3_000);
    assert.equal(error.reason, 'GATEWAY_UNREACHABLE');
    assert.equal(error.sent, 'NOTHING');
    assert.ok(fake.asked.length >= 2);
  });

  test('ends where the caller cancels an attempt', async () => {
    fake.plan({ delayMs: 5_000 });
    const signal = AbortSignal.timeout(100);
    const error = await failureOf(client.replyUntilSettled(aReply(), { signal }));
    assert.equal(error.code, 'CANCELLED');
    assert.equal(error.sent, 'PERHAPS');
    assert.equal(error.cause, signal.reason);
    assert.equal(fake.asked.length, 1);
  });

  test('ends where the caller cancels the wait', async () => {
    fake.plan({ fail: 'RATE_LIMITED', retryDelayMs: 60_000 });
    const start = performance.now();
    const signal = AbortSignal.timeout(100);
    const error = await failureOf(client.replyUntilSettled(aReply(), { signal }));
    assert.ok(performance.now() - start < 3_000);
    assert.equal(error.code, 'CANCELLED');
    assert.equal(error.sent, 'NOTHING');
    assert.equal(fake.asked.length, 1);
  });

  test('stops where the service is not there', async () => {
    await using server = await FaultyServer.start(endsWith(12));
    using other = ComplaintClient.connect(server.target, { plaintext: true });
    assert.equal((await failureOf(other.replyUntilSettled(aReply()))).code, 'UNIMPLEMENTED');
    assert.equal(server.calls, 1);
  });

  test('refuses a bad request before anything is sent', async () => {
    const error = await failureOf(client.replyUntilSettled({ ...aReply(), complaintId: 1 as never }));
    assert.equal(error.sent, 'NOTHING');
    assert.equal(fake.asked.length, 0);
  });
});
