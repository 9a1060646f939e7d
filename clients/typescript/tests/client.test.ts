import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';

import { ComplaintClient, type ReplyInput } from '@imageco/complaint';
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

describe('reply', () => {
  test('shows the reply to the consumer once', async () => {
    const response = await client.reply(aReply({ transactionId: 'resp1' }));
    assert.deepEqual(response.result, { id: '0000', comment: '回复成功' });
    assert.equal(response.replayed, false);
    assert.deepEqual(
      fake.seen.map(({ transactionId }) => transactionId),
      ['resp1'],
    );
  });

  test('carries every field', async () => {
    const request = aReply({
      transactionId: 'resp2',
      responseImages: ['file1', 'file2'],
      jumpLink: { url: 'https://www.xxx.com/aaaa', text: '查看订单详情' },
    });
    await client.reply(request);
    assert.deepEqual(fake.seen[0], { ...request, validateOnly: false });
  });

  test('makes an id of 32 hex digits and writes it into the request', async () => {
    const request = aReply();
    const call = client.reply(request);
    assert.match(request.transactionId ?? '', /^[0-9a-f]{32}$/, 'before the first attempt');
    assert.equal((await call).transactionId, request.transactionId);
  });

  test('makes another id for another request', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await client.reply(aReply())).transactionId));
    assert.equal(new Set(ids).size, 3);
  });

  test('is the same reply where it is called with the same object again', async () => {
    const request = aReply();
    await client.reply(request);
    assert.equal((await client.reply(request)).replayed, true);
    assert.equal(fake.seen.length, 1);
  });

  test('makes an id where the given one is empty', async () => {
    const request = aReply({ transactionId: '' });
    await client.reply(request);
    assert.equal(request.transactionId?.length, 32);
  });

  test('leaves the id given by the caller as it is', async () => {
    const request = Object.freeze(aReply({ transactionId: 'resp3' }));
    assert.equal((await client.reply(request)).transactionId, 'resp3');
  });

  test('sends what the request held at the call, whatever becomes of it meanwhile', async () => {
    const request = aReply();
    fake.plan({ lose: 'BEFORE_TAKING' });
    const call = client.reply(request);
    request.responseContent = '另一个回复';
    await call;
    assert.equal(fake.seen[0]?.responseContent, '已与用户沟通解决');
  });

  test('tells the id with the error and hands the request back', async () => {
    const request = aReply({ responseContent: '' });
    const error = await failureOf(client.reply(request));
    assert.equal(error.reason, 'INVALID_REQUEST');
    assert.equal(error.transactionId, request.transactionId);
    assert.equal(error.request, request);
  });

  test('sends nothing with validateOnly', async () => {
    const response = await client.reply(aReply({ validateOnly: true }));
    assert.equal(response.result, undefined);
    assert.equal(fake.seen.length, 0);
  });
});

describe('reply refuses, before anything is sent,', () => {
  const bad: [string, unknown, string][] = [
    ['a misspelt id, which would be a new reply with each call', { ...aReply(), transaction_id: 'x' }, 'transaction_id'],
    ['a number for an id', { ...aReply(), complaintId: 2002018 }, 'complaintId'],
    ['half a character', aReply({ responseContent: '好😀'.slice(0, 2) }), 'responseContent'],
    ['an image that is no string', { ...aReply(), responseImages: [1] }, 'responseImages'],
    ['images that are no list', { ...aReply(), responseImages: 'file1' }, 'responseImages'],
    ['a link that is a string', { ...aReply(), jumpLink: 'https://x' }, 'jumpLink'],
    ['a misspelt member of the link', { ...aReply(), jumpLink: { url: 'https://x', title: 'x' } }, 'jumpLink'],
    ['a flag that is a string', { ...aReply(), validateOnly: 'no' }, 'validateOnly'],
    ['no object', 'reply', 'request'],
    ['null', null, 'request'],
  ];
  for (const [name, request, field] of bad) {
    test(name, async () => {
      const error = await failureOf(client.reply(request as ReplyInput));
      assert.equal(error.code, 'INVALID_ARGUMENT');
      assert.equal(error.sent, 'NOTHING');
      assert.deepEqual(
        error.violations.map((violation) => violation.field),
        [field],
      );
      assert.equal(fake.asked.length, 0);
    });
  }

  test('a frozen request without an id', async () => {
    const error = await failureOf(client.reply(Object.freeze(aReply())));
    assert.equal(error.code, 'INVALID_ARGUMENT');
    assert.match(error.message, /read-only/);
    assert.equal(fake.asked.length, 0);
  });

  test('but takes null for absent', async () => {
    const request = { ...aReply(), transactionId: null, jumpLink: null, responseImages: null };
    await client.reply(request as unknown as ReplyInput);
    assert.equal(fake.seen.length, 1);
  });
});

describe('the retries of reply', () => {
  for (const lose of ['BEFORE_TAKING', 'AFTER_TAKING'] as const) {
    test(`ask with the same id where the connection is lost ${lose}`, async () => {
      fake.plan({ lose, times: 2 });
      const response = await client.reply(aReply());
      assert.deepEqual(
        fake.asked.map(({ transactionId }) => transactionId),
        Array(3).fill(response.transactionId),
      );
      assert.equal(fake.seen.length, 1);
    });
  }

  test('end after four attempts', async () => {
    fake.plan({ fail: 'GATEWAY_UNREACHABLE', times: 9 });
    const error = await failureOf(client.reply(aReply()));
    assert.equal(error.reason, 'GATEWAY_UNREACHABLE');
    assert.equal(error.sent, 'NOTHING');
    assert.equal(fake.asked.length, 4);
  });

  for (const fail of ['DRAINING', 'RATE_LIMITED'] as const) {
    test(`have perhaps sent where an attempt was lost before ${fail}`, async () => {
      fake.plan({ lose: 'AFTER_TAKING' });
      fake.plan({ fail, times: 3 });
      const error = await failureOf(client.reply(aReply()));
      assert.equal(error.reason, fail);
      assert.equal(error.sent, 'PERHAPS', 'the first attempt was taken');
      assert.equal(fake.asked.length, fail === 'DRAINING' ? 4 : 2);
      assert.equal(fake.seen.length, 1);
    });
  }

  test('end at once where the wait asked for does not fit before the deadline', async () => {
    fake.plan({ fail: 'CIRCUIT_OPEN', retryDelayMs: 60_000 });
    const error = await failureOf(client.reply(aReply(), { deadlineMs: 20_000 }));
    assert.equal(error.retryDelayMs, 60_000);
    assert.equal(error.sent, 'NOTHING');
    assert.equal(fake.asked.length, 1);
  });

  test('end where the server pushes back', async () => {
    await using server = await FaultyServer.start(endsWith(14, 'later', undefined, '-1'));
    using other = ComplaintClient.connect(server.target, { plaintext: true });
    assert.equal((await failureOf(other.reply(aReply()))).code, 'UNAVAILABLE');
    assert.equal(server.calls, 1);
  });

  test('end with a close of the client', async () => {
    fake.plan({ fail: 'CIRCUIT_OPEN', retryDelayMs: 20_000 });
    const call = failureOf(client.reply(aReply()));
    await until(() => fake.asked.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.close();
    assert.equal((await call).sent, 'NOTHING');
    assert.equal(fake.asked.length, 1);
  });

  test('take UNAVAILABLE alone', async () => {
    fake.plan({ fail: 'OVERLOADED' });
    assert.equal((await failureOf(client.reply(aReply()))).reason, 'OVERLOADED');
    assert.equal(fake.asked.length, 1);
  });

  test('can be turned off', async () => {
    using single = ComplaintClient.connect(fake.target, { plaintext: true, retries: false });
    fake.plan({ lose: 'AFTER_TAKING' });
    const error = await failureOf(single.reply(aReply()));
    assert.equal(error.reason, '');
    assert.equal(error.code, 'UNAVAILABLE');
    assert.equal(error.sent, 'PERHAPS');
    assert.equal(fake.asked.length, 1);
  });
});

describe('a deadline', () => {
  test('of the call ends it, and the reply is perhaps sent', async () => {
    fake.plan({ delayMs: 5_000 });
    const start = performance.now();
    const error = await failureOf(client.reply(aReply(), { deadlineMs: 100 }));
    assert.ok(performance.now() - start < 3_000);
    assert.equal(error.code, 'DEADLINE_EXCEEDED');
    assert.equal(error.reason, '');
    assert.equal(error.sent, 'PERHAPS');
  });

  test('of the client ends a call that names none', async () => {
    using hasty = ComplaintClient.connect(fake.target, { plaintext: true, deadlineMs: 100 });
    fake.plan({ delayMs: 5_000, times: 2 });
    assert.equal((await failureOf(hasty.reply(aReply()))).code, 'DEADLINE_EXCEEDED');
    const name = { isspid: '39493002', transactionId: 'x' };
    assert.equal((await failureOf(hasty.getReply(name))).sent, 'NOTHING');
  });

  test('holds where nobody answers at all', async () => {
    const mute = createServer((socket) => {
      socket.unref();
    }).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    using away = ComplaintClient.connect(`127.0.0.1:${port}`, { plaintext: true });
    const start = performance.now();
    const errors = [
      await failureOf(away.reply(aReply(), { deadlineMs: 300 })),
      await failureOf(away.replyUntilSettled(aReply(), { deadlineMs: 300 })),
    ];
    assert.ok(performance.now() - start < 3_000);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['DEADLINE_EXCEEDED', 'DEADLINE_EXCEEDED'],
    );
    mute.close();
  });

  for (const deadlineMs of [0, -1]) {
    test(`of ${deadlineMs} ms sends nothing`, async () => {
      const error = await failureOf(client.reply(aReply(), { deadlineMs }));
      assert.equal(error.code, 'DEADLINE_EXCEEDED');
      assert.equal(error.sent, 'NOTHING');
      assert.equal(fake.asked.length, 0);
    });
  }

  for (const deadlineMs of [NaN, Infinity]) {
    test(`of ${deadlineMs} ms is refused`, async () => {
      for (const call of [client.reply.bind(client), client.replyUntilSettled.bind(client)]) {
        const error = await failureOf(call(aReply(), { deadlineMs }));
        assert.equal(error.code, 'INVALID_ARGUMENT');
        assert.equal(error.sent, 'NOTHING');
      }
      assert.equal(fake.asked.length, 0);
    });
  }
});

describe('cancelling', () => {
  test('ends the call, and the reply is perhaps sent', async () => {
    fake.plan({ delayMs: 5_000 });
    const request = aReply();
    const error = await failureOf(client.reply(request, { signal: AbortSignal.timeout(100) }));
    assert.equal(error.code, 'CANCELLED');
    assert.equal(error.reason, '');
    assert.equal(error.sent, 'PERHAPS');
    assert.equal((await client.reply(request)).replayed, true);
  });

  test('beforehand sends nothing', async () => {
    const error = await failureOf(client.reply(aReply(), { signal: AbortSignal.abort('why') }));
    assert.equal(error.code, 'CANCELLED');
    assert.equal(error.sent, 'NOTHING');
    assert.equal(error.cause, 'why');
    assert.equal(fake.asked.length, 0);
  });

  test('leaves no listener on the signal of a call that ended', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...words: Parameters<typeof add>) => {
      listeners += 1;
      add(...words);
    };
    signal.removeEventListener = (...words: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...words);
    };
    fake.plan({ fail: 'RATE_LIMITED' });
    await client.replyUntilSettled(aReply(), { signal });
    await client.reply(aReply(), { signal });
    assert.equal(listeners, 0);
  });
});

describe('getReply', () => {
  test('tells the record', async () => {
    const { transactionId } = await client.reply(aReply());
    const record = await client.getReply({ isspid: '39493002', transactionId });
    assert.equal(record.state, 'REPLY_STATE_DELIVERED');
    assert.deepEqual(record.result, { id: '0000', comment: '回复成功' });
    assert.ok(record.settleTime instanceof Date);
  });

  test('fails where there is no record', async () => {
    const error = await failureOf(client.getReply({ isspid: '39493002', transactionId: 'nowhere' }));
    assert.equal(error.reason, 'REPLY_NOT_FOUND');
    assert.equal(error.sent, 'NOTHING');
    assert.equal(error.transactionId, 'nowhere');
    assert.equal(error.request, undefined);
  });

  test('has sent nothing, even where its connection is lost', async () => {
    fake.plan({ lose: 'BEFORE_TAKING', times: 4 });
    const error = await failureOf(client.getReply({ isspid: '39493002', transactionId: 'x' }));
    assert.equal(error.code, 'UNAVAILABLE');
    assert.equal(error.sent, 'NOTHING');
  });
});

describe('close', () => {
  test('ends the connections', async () => {
    using other = ComplaintClient.connect(fake.target, { plaintext: true });
    const { transactionId } = await other.reply(aReply());
    await other.getReply({ isspid: '39493002', transactionId });
    assert.equal(fake.connections, 2);
    other.close();
    await until(() => fake.connections === 0);
  });

  test('lets the calls under way end', async () => {
    fake.plan({ delayMs: 200 });
    const call = client.reply(aReply());
    await until(() => fake.seen.length === 1);
    client.close();
    assert.equal((await call).result?.id, '0000');
  });

  test('fails later calls at once, with nothing sent', async () => {
    client.close();
    client.close();
    const error = await failureOf(client.reply(aReply()));
    assert.equal(error.code, 'CANCELLED');
    assert.match(error.message, /: this client is closed\. Nothing was sent: retry with another client and /);
    assert.equal(error.sent, 'NOTHING');
    assert.equal((await failureOf(client.replyUntilSettled(aReply()))).sent, 'NOTHING');
  });

  test('ends replyUntilSettled while it waits', async () => {
    fake.plan({ fail: 'RATE_LIMITED', retryDelayMs: 60_000 });
    const call = failureOf(client.replyUntilSettled(aReply()));
    await until(() => fake.asked.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.close();
    assert.equal((await call).sent, 'NOTHING');
    assert.equal(fake.asked.length, 1);
  });

  test('leaves no socket and no timer behind', async () => {
    const before = resources();
    for (let count = 0; count < 20; count += 1) {
      using other = ComplaintClient.connect(fake.target, { plaintext: true });
      const { transactionId } = await other.reply(aReply());
      await other.getReply({ isspid: '39493002', transactionId });
    }
    await until(() => fake.connections === 0 && resources() <= before);
  });
});

function resources(): number {
  const kinds = process.getActiveResourcesInfo();
  return kinds.filter((kind) => kind === 'Timeout' || kind === 'TCPSocketWrap').length;
}

async function until(condition: () => boolean): Promise<void> {
  for (let left = 200; left > 0; left -= 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`never came true: ${String(condition)}`);
}
