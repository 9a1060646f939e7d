import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';

import { ComplaintClient, complaintErrorFrom, isComplaintError, type Sent } from '@imageco/complaint';
import { FakeBridge } from '@imageco/complaint/testing';
import { ErrorReason, ReplyRequest } from '@imageco/complaint/v1';
import { Metadata, status } from '@grpc/grpc-js';

import { ComplaintError } from '../src/complaint-error.js';
import type { Failure } from '../src/failure-facts.js';
import { ErrorInfo, RetryInfo } from '../src/gen/google/rpc/error_details.js';
import { Status } from '../src/gen/google/rpc/status.js';
import { answers, anAnswer, type Behaviour, endsWith, FaultyServer, speaksHttp } from './faulty-server.js';
import { aReply, failureOf } from './replies.js';

const SENT: Record<string, [Sent, string]> = {
  INVALID_REQUEST: ['NOTHING', 'INVALID_ARGUMENT'],
  MERCHANT_NOT_CONFIGURED: ['NOTHING', 'NOT_FOUND'],
  REPLY_NOT_FOUND: ['NOTHING', 'NOT_FOUND'],
  CALLER_NOT_ALLOWED: ['NOTHING', 'PERMISSION_DENIED'],
  TRANSACTION_ID_REUSED: ['NOTHING', 'ALREADY_EXISTS'],
  GATEWAY_REJECTED: ['REFUSED', 'FAILED_PRECONDITION'],
  OUTCOME_UNKNOWN: ['PERHAPS', 'UNKNOWN'],
  REPLY_IN_PROGRESS: ['PERHAPS', 'ABORTED'],
  GATEWAY_UNREACHABLE: ['NOTHING', 'UNAVAILABLE'],
  CIRCUIT_OPEN: ['NOTHING', 'UNAVAILABLE'],
  LEDGER_UNAVAILABLE: ['NOTHING', 'UNAVAILABLE'],
  DRAINING: ['NOTHING', 'UNAVAILABLE'],
  RATE_LIMITED: ['NOTHING', 'RESOURCE_EXHAUSTED'],
  OVERLOADED: ['NOTHING', 'RESOURCE_EXHAUSTED'],
  DEADLINE_TOO_SHORT: ['NOTHING', 'DEADLINE_EXCEEDED'],
  REPLY_NOT_UNKNOWN: ['NOTHING', 'FAILED_PRECONDITION'],
};

describe('an error with the reason', () => {
  test('stands in the table, whichever it is', () => {
    const reasons = Object.keys(ErrorReason).filter(
      (name) => name !== 'ERROR_REASON_UNSPECIFIED' && name !== 'UNRECOGNIZED',
    );
    assert.deepEqual(Object.keys(SENT).sort(), reasons.sort());
  });

  for (const [reason, [sent, code]] of Object.entries(SENT)) {
    test(`${reason} tells what was sent, and the id`, async () => {
      await using fake = await FakeBridge.start();
      using single = ComplaintClient.connect(fake.target, { plaintext: true, retries: false });
      fake.plan({ fail: reason });
      const error = await failureOf(single.reply(aReply({ transactionId: 'resp1' })));
      assert.equal(error.reason, reason);
      assert.equal(error.sent, sent);
      assert.equal(error.code, code);
      assert.equal(error.transactionId, 'resp1');
      assert.match(error.message, new RegExp(`^${reason}: .*resp1`));
    });
  }
});

describe('an error tells', () => {
  test('when to come back, which fields are at fault, and what the gateway said', async () => {
    await using fake = await FakeBridge.start();
    const violations = [{ field: 'response_content', description: 'is missing' }];
    const gatewayResult = { id: '1001', comment: '投诉单已完结' };
    fake.plan({ fail: 'GATEWAY_REJECTED', retryDelayMs: 1_500, violations, gatewayResult });
    const error = await failureOf(fake.client.reply(aReply()));
    assert.equal(error.retryDelayMs, 1_500);
    assert.deepEqual(error.violations, violations);
    assert.deepEqual(error.gatewayResult, gatewayResult);
    assert.deepEqual(error.metadata, { result_id: '1001', result_comment: '投诉单已完结' });
  });

  test('none of it where the bridge did not', async () => {
    await using fake = await FakeBridge.start();
    fake.plan({ fail: 'OVERLOADED' });
    const error = await failureOf(fake.client.reply(aReply()));
    assert.equal(error.retryDelayMs, undefined);
    assert.equal(error.gatewayResult, undefined);
    assert.deepEqual(error.violations, []);
    assert.deepEqual(error.metadata, {});
  });

  test("neither the reply's text nor its link, however it is printed", async () => {
    await using fake = await FakeBridge.start();
    const request = aReply({ jumpLink: { url: 'https://secret', text: '查看订单详情' } });
    fake.plan({ fail: 'OUTCOME_UNKNOWN' });
    const error = await failureOf(fake.client.reply(request));
    const printed = [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 9 })];
    for (const text of printed) assert.doesNotMatch(String(text), /已与用户沟通解决|secret|查看订单详情/);
    assert.equal(error.request, request);
  });

  test('for people what happened, what was sent, what to do, and the id', async () => {
    await using fake = await FakeBridge.start();
    fake.plan({ fail: 'OUTCOME_UNKNOWN' });
    const error = await failureOf(fake.client.reply(aReply({ transactionId: 'resp1' })));
    assert.equal(
      error.message,
      'OUTCOME_UNKNOWN: the fake bridge says OUTCOME_UNKNOWN. Perhaps the consumer sees the reply: ' +
        'ask again with the same transaction_id or look at the complaint, never send it under a new ' +
        'one (transaction_id resp1)',
    );
  });
});

describe('the words of an error', () => {
  const message = (failure: Partial<Failure>) =>
    new ComplaintError({
      ...{ reason: '', code: 'UNAVAILABLE', details: 'x', sent: 'PERHAPS', transactionId: '' },
      ...failure,
    }).message;

  test('do not say twice that nothing was sent', () => {
    const details = 'too many replies are under way; nothing was sent';
    assert.equal(
      message({ reason: 'OVERLOADED', details, sent: 'NOTHING' }),
      `OVERLOADED: ${details}. Retry with the same transaction_id`,
    );
  });

  test('tell an earlier attempt from the last', () => {
    assert.equal(
      message({ reason: 'DRAINING', details: 'nothing was sent' }),
      'DRAINING: nothing was sent. But an earlier attempt may have sent it, and perhaps the consumer ' +
        'sees the reply: ask again with the same transaction_id or look at the complaint, never send it ' +
        'under a new one',
    );
    assert.match(message({ details: 'nothing was sent' }), /But an earlier attempt may have sent it/);
  });

  test('tell who is not allowed what to check', () => {
    assert.match(
      message({ reason: 'CALLER_NOT_ALLOWED', sent: 'NOTHING' }),
      /Nothing was sent: check the certificate or the token, and the isspid$/,
    );
  });

  test('stand without a reason and an id too', () => {
    assert.match(message({}), /^UNAVAILABLE: x\. Perhaps .* never send it under a new one$/);
    const front = /check the address, TLS or plaintext, the certificates, the token and what stands in front of the bridge/;
    assert.match(message({ code: 'UNIMPLEMENTED', sent: 'NOTHING' }), front);
    assert.match(message({ code: 'UNAUTHENTICATED', sent: 'NOTHING' }), front);
    assert.match(message({ code: 'INVALID_ARGUMENT', sent: 'NOTHING' }), /fix the request/);
    assert.match(message({ sent: 'NOTHING' }), front);
    assert.match(message({ code: 'ABORTED', sent: 'NOTHING' }), /Nothing was sent: retry with the same/);
  });
});

function details(domain: string, reason = 'OVERLOADED'): Uint8Array {
  const info = ErrorInfo.encode({ domain, reason, metadata: {} }).finish();
  const retry = RetryInfo.encode({ retryDelay: { seconds: 0, nanos: 250e6 } }).finish();
  return Status.encode({
    code: 8,
    message: '',
    details: [
      { typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value: Buffer.from(info) },
      { typeUrl: 'type.googleapis.com/google.rpc.RetryInfo', value: Buffer.from(retry) },
      { typeUrl: 'type.googleapis.com/google.rpc.BadRequest', value: Buffer.from([0xff, 0xff]) },
    ],
  }).finish();
}

/** One attempt against a server that behaves so. */
async function errorFrom(behaviour: Behaviour, request = aReply({ transactionId: 'resp1' })) {
  await using server = await FaultyServer.start(behaviour);
  using single = ComplaintClient.connect(server.target, { plaintext: true, retries: false });
  return await failureOf(single.reply(request, { deadlineMs: 500 }));
}

describe('details of a status', () => {
  test('are read where one of them is malformed', async () => {
    const error = await errorFrom(endsWith(8, '', details('complaint.imageco')));
    assert.equal(error.reason, 'OVERLOADED');
    assert.equal(error.retryDelayMs, 250);
    assert.deepEqual(error.violations, []);
  });

  test('keep a reason that a newer bridge gives', async () => {
    const error = await errorFrom(endsWith(9, '', details('complaint.imageco', 'MOON_TOO_FULL')));
    assert.equal(error.reason, 'MOON_TOO_FULL');
    assert.equal(error.code, 'FAILED_PRECONDITION');
    assert.equal(error.sent, 'PERHAPS');
  });

  test('of the name of a member of every object are no known reason', async () => {
    const error = await errorFrom(endsWith(9, '', details('complaint.imageco', 'constructor')));
    assert.equal(error.reason, 'constructor');
    assert.equal(error.sent, 'PERHAPS');
  });

  test('of another domain give no reason', async () => {
    const error = await errorFrom(endsWith(8, 'quota', details('proxy.example')));
    assert.equal(error.reason, '');
    assert.equal(error.code, 'RESOURCE_EXHAUSTED');
    assert.equal(error.sent, 'PERHAPS');
  });

  test('with an unspecified reason give none', async () => {
    const error = await errorFrom(
      endsWith(2, '', details('complaint.imageco', 'ERROR_REASON_UNSPECIFIED')),
    );
    assert.equal(error.reason, '');
  });

  for (let length = 0; length < details('complaint.imageco').length; length += 7) {
    test(`cut after ${length} bytes break nothing`, async () => {
      const error = await errorFrom(endsWith(8, '', details('complaint.imageco').subarray(0, length)));
      assert.ok(error.reason === '' || error.reason === 'OVERLOADED');
      assert.equal(error.code, 'RESOURCE_EXHAUSTED');
    });
  }
});

describe("a failure without the bridge's word", () => {
  const failures: [string, Behaviour, string, Sent][] = [
    ['UNAVAILABLE', endsWith(status.UNAVAILABLE), 'UNAVAILABLE', 'PERHAPS'],
    ['INTERNAL', endsWith(status.INTERNAL), 'INTERNAL', 'PERHAPS'],
    ['PERMISSION_DENIED', endsWith(status.PERMISSION_DENIED), 'PERMISSION_DENIED', 'PERHAPS'],
    ['UNIMPLEMENTED', endsWith(status.UNIMPLEMENTED), 'UNIMPLEMENTED', 'NOTHING'],
    ['UNAUTHENTICATED', endsWith(status.UNAUTHENTICATED), 'UNAUTHENTICATED', 'NOTHING'],
    ['RESOURCE_EXHAUSTED', endsWith(status.RESOURCE_EXHAUSTED), 'RESOURCE_EXHAUSTED', 'PERHAPS'],
    ['a code that does not exist', endsWith(77, 'odd'), 'UNKNOWN', 'PERHAPS'],
    ['OK without an answer', answers(status.OK), 'INTERNAL', 'PERHAPS'],
    ['an answer, then UNIMPLEMENTED', answers(status.UNIMPLEMENTED, anAnswer()), 'INTERNAL', 'PERHAPS'],
    ['two answers', answers(status.OK, anAnswer(), anAnswer()), 'DEADLINE_EXCEEDED', 'PERHAPS'],
    ['no end', () => undefined, 'DEADLINE_EXCEEDED', 'PERHAPS'],
    ['an answer that is no message', answers(status.OK, Buffer.from([0xff])), 'INTERNAL', 'PERHAPS'],
    ['an answer above the limit', answers(status.OK, anAnswer('x'.repeat(5e6))), 'RESOURCE_EXHAUSTED', 'PERHAPS'],
    ['HTTP 404', speaksHttp(404), 'UNIMPLEMENTED', 'NOTHING'],
    ['HTTP 500', speaksHttp(500), 'UNKNOWN', 'PERHAPS'],
    ['HTTP 503', speaksHttp(503), 'UNAVAILABLE', 'PERHAPS'],
    ['a stream that is reset', (stream) => { stream.close(2); }, 'INTERNAL', 'PERHAPS'],
    ['a stream that is cancelled', (stream) => { stream.close(8); }, 'CANCELLED', 'PERHAPS'],
  ];
  for (const [name, behaviour, code, sent] of failures) {
    test(`is told apart: ${name}`, async () => {
      const error = await errorFrom(behaviour);
      assert.equal(error.code, code);
      assert.equal(error.sent, sent);
      assert.equal(error.reason, '');
      assert.equal(error.transactionId, 'resp1');
    });
  }

  test('has sent nothing where the server found the request too large', async () => {
    const request = aReply({ transactionId: 'resp1', responseContent: 'x'.repeat(70_000) });
    const bytes = ReplyRequest.encode(ReplyRequest.fromPartial(request)).finish().length;
    const behaviour = endsWith(8, `Received message larger than max (${bytes} vs. 65536)`);
    assert.equal((await errorFrom(behaviour, request)).sent, 'NOTHING');
    assert.equal((await errorFrom(behaviour)).sent, 'PERHAPS', 'of another size');
  });
});

describe('complaintErrorFrom', () => {
  test("reads what a stub's callback was handed", () => {
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', Buffer.from(details('complaint.imageco', 'REPLY_NOT_UNKNOWN')));
    const thrown = Object.assign(new Error('9 FAILED_PRECONDITION: x'), { code: 9, details: 'x', metadata });
    const error = complaintErrorFrom(thrown, { transactionId: 'resp1', sends: false });
    assert.equal(error.reason, 'REPLY_NOT_UNKNOWN');
    assert.equal(error.code, 'FAILED_PRECONDITION');
    assert.equal(error.transactionId, 'resp1');
    assert.equal(error.cause, thrown);
  });

  test('takes anything that was thrown', () => {
    for (const thrown of [new Error('odd'), 'odd', undefined, null, { code: 'ENOENT' }]) {
      const error = complaintErrorFrom(thrown);
      assert.equal(error.code, 'UNKNOWN');
      assert.equal(error.sent, 'PERHAPS');
    }
  });

  test('leaves a ComplaintError as it is', () => {
    const error = complaintErrorFrom(new Error('odd'));
    assert.equal(complaintErrorFrom(error), error);
  });
});

test('isComplaintError knows one of ours from any other', () => {
  assert.equal(isComplaintError(complaintErrorFrom(new Error('odd'))), true);
  for (const other of [new Error('odd'), undefined, null, 'odd', { reason: '' }]) {
    assert.equal(isComplaintError(other), false);
  }
});
