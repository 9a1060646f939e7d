import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';

import { ComplaintClient, type ReplyInput } from '@imageco/complaint';
import { FakeBridge } from '@imageco/complaint/testing';

import { aReply, failureOf } from './replies.js';

let fake: FakeBridge;
let client: ComplaintClient;

beforeEach(async () => {
  fake = await FakeBridge.start();
  client = fake.client;
});

afterEach(() => fake.stop());

describe('the fake bridge', () => {
  test('refuses another payload under a known id', async () => {
    await client.reply(aReply({ transactionId: 'resp1' }));
    const error = await failureOf(client.reply(aReply({ transactionId: 'resp1', responseContent: '另一个' })));
    assert.equal(error.reason, 'TRANSACTION_ID_REUSED');
    assert.equal(fake.seen.length, 1);
  });

  test('takes the same id of another merchant', async () => {
    await client.reply(aReply({ transactionId: 'resp1' }));
    await client.reply(aReply({ transactionId: 'resp1', isspid: '39493003' }));
    assert.equal(fake.seen.length, 2);
  });

  const bad: [Partial<ReplyInput>, string[]][] = [
    [{ isspid: '' }, ['isspid']],
    [{ isspid: '123456789' }, ['isspid']],
    [{ transactionId: 'x'.repeat(33) }, ['transaction_id']],
    [{ sellerAccount: '', complaintId: '', responseContent: '' }, ['seller_account', 'complaint_id', 'response_content']],
    [{ responseContent: '解'.repeat(201) }, ['response_content']],
    [{ sellerAccount: '1\r', complaintId: '\u00a01' }, ['seller_account', 'complaint_id']],
    [{ responseContent: ' \u3000\u200b', responseImages: ['a b', 'c\ufeff'] }, ['response_content', 'response_images[1]']],
    [{ responseImages: ['a', 'b', 'c', 'd', 'e'] }, ['response_images']],
    [{ responseImages: ['a', '', 'b|c'] }, ['response_images[1]', 'response_images[2]']],
    [{ jumpLink: { url: 'http://x', text: '' } }, ['jump_link.url', 'jump_link.text']],
  ];
  for (const [changes, fields] of bad) {
    test(`finds ${fields.join(', ')} at fault`, async () => {
      const error = await failureOf(client.reply(aReply(changes)));
      assert.equal(error.reason, 'INVALID_REQUEST');
      assert.deepEqual(
        error.violations.map(({ field }) => field),
        fields,
      );
    });
  }

  test('takes the longest text, counted in characters', async () => {
    await client.reply(aReply({ responseContent: '😀'.repeat(200) }));
    assert.equal(fake.seen.length, 1);
  });

  test('remembers what was refused and what is unknown', async () => {
    for (const [reason, state] of [
      ['GATEWAY_REJECTED', 'REPLY_STATE_REJECTED'],
      ['OUTCOME_UNKNOWN', 'REPLY_STATE_UNKNOWN'],
    ]) {
      const request = aReply();
      fake.plan({ fail: reason });
      assert.equal((await failureOf(client.reply(request))).reason, reason);
      const again = await failureOf(client.reply(request));
      assert.equal(again.reason, reason);
      const record = await client.getReply({ isspid: '39493002', transactionId: again.transactionId });
      assert.equal(record.state, state);
    }
    assert.equal(fake.seen.length, 0);
  });

  test('sends again what was settled as not delivered', async () => {
    const request = aReply();
    fake.plan({ fail: 'OUTCOME_UNKNOWN' });
    const { transactionId } = await failureOf(client.reply(request));
    fake.settle('39493002', transactionId, false);
    const record = await client.getReply({ isspid: '39493002', transactionId });
    assert.equal(record.finding?.verdict, 'VERDICT_NOT_DELIVERED');
    assert.equal((await client.reply(request)).replayed, false);
    assert.throws(() => {
      fake.settle('39493002', transactionId, true);
    }, /not unknown/);
  });

  test('leaves no record where nothing was sent', async () => {
    const request = aReply();
    fake.plan({ fail: 'RATE_LIMITED' });
    await failureOf(client.reply(request));
    assert.equal((await client.reply(request)).replayed, false);
  });

  test('delays the answer, not the reply', async () => {
    fake.plan({ delayMs: 200 });
    const start = performance.now();
    const call = client.reply(aReply());
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(fake.seen.length, 1);
    await call;
    assert.ok(performance.now() - start >= 190);
  });

  test('goes wrong in the order planned, as often as planned', async () => {
    fake.plan({ fail: 'RATE_LIMITED', times: 2 });
    fake.plan({ fail: 'OVERLOADED' });
    const reasons = [];
    for (let count = 0; count < 3; count += 1) reasons.push((await failureOf(client.reply(aReply()))).reason);
    assert.deepEqual(reasons, ['RATE_LIMITED', 'RATE_LIMITED', 'OVERLOADED']);
    await client.reply(aReply());
  });

  test('says a reason that this version does not know', async () => {
    fake.plan({ fail: 'MOON_TOO_FULL' });
    assert.equal((await failureOf(client.reply(aReply()))).reason, 'MOON_TOO_FULL');
  });

  test('stops with calls under way', async () => {
    fake.plan({ delayMs: 60_000 });
    const call = failureOf(client.reply(aReply()));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await fake.stop();
    assert.equal((await call).sent, 'PERHAPS');
  });

  test('serves other clients', async () => {
    using other = ComplaintClient.connect(fake.target, { plaintext: true });
    await other.reply(aReply());
    assert.equal(fake.seen.length, 1);
  });
});
