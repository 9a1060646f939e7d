import assert from 'node:assert/strict';

import {
  type CallOptions,
  type ComplaintClient,
  ComplaintError,
  complaintErrorFrom,
  type ReplyInput,
  type ReplyName,
} from '@imageco/complaint';
import { ReplyRecord, ReplyResponse, SettleReplyRequest, SettleReplyResponse } from '@imageco/complaint/v1';

import type { Stage } from './stage.js';

type Json = Record<string, unknown>;

interface ExpectedError {
  readonly reason?: string | string[];
  readonly code?: string | string[];
  readonly sent?: string;
  readonly retry_delay?: boolean;
  readonly violations?: string[];
  readonly gateway_result?: Json;
  readonly says?: string[];
}

interface CallStep {
  readonly call: 'Reply' | 'ReplyUntilSettled' | 'GetReply' | 'SettleReply';
  readonly server: string;
  readonly request: Json;
  readonly deadline_seconds?: number;
  readonly cancel_after_seconds?: number;
  readonly retries?: boolean;
  readonly background?: string;
  readonly expect: { readonly response?: Json; readonly error?: ExpectedError };
}

type Step = CallStep | { readonly await: string } | { readonly stage: Json; readonly expect?: Json };

/** One of the cases that every client goes through. */
export interface SharedCase {
  readonly name: string;
  readonly steps: Step[];
}

/** How a call ended: the answer as JSON, or the error. */
type End = { readonly response: Json } | { readonly error: ComplaintError };

const DEFAULT_SECONDS = { Reply: 30, ReplyUntilSettled: 120, GetReply: 30, SettleReply: 30 };
const GRACE_SECONDS = 5;

/** Runs a case's steps in order; throws where one does not end as it says. */
export async function runCase({ steps }: SharedCase, stage: Stage): Promise<void> {
  const background = new Map<string, Promise<void>>();
  let made = '';
  for (const template of steps) {
    const step = JSON.parse(JSON.stringify(template).replaceAll('${made}', made)) as Step;
    if ('stage' in step) {
      assertHolds(await stage.control(step.stage), step.expect ?? {}, JSON.stringify(step.stage));
    } else if ('await' in step) {
      await background.get(step.await);
    } else if (step.background === undefined) {
      made = await runCall(step, stage);
    } else {
      const call = runCall(step, stage).then(() => undefined);
      call.catch(() => undefined); // its await step hears it
      background.set(step.background, call);
    }
  }
}

/** Makes the call, looks at its end, and returns the transaction id. */
async function runCall(step: CallStep, stage: Stage): Promise<string> {
  const start = performance.now();
  const end = await endOf(step, stage.client(step.server, step.retries ?? true));
  const seconds = (performance.now() - start) / 1e3;
  assert.ok(
    seconds <= (step.deadline_seconds ?? DEFAULT_SECONDS[step.call]) + GRACE_SECONDS,
    `${step.call} took ${seconds} s`,
  );
  const id = transactionIdOf(end);
  const given = step.request.transactionId;
  if (given === undefined) assert.match(id, /^[0-9A-Za-z]{1,32}$/);
  else assert.equal(id, given);
  check(end, step.expect);
  return id;
}

async function endOf(step: CallStep, client: ComplaintClient): Promise<End> {
  try {
    return { response: await answerTo(step, client) };
  } catch (error) {
    assert.ok(error instanceof ComplaintError, `no ComplaintError: ${String(error)}`);
    return { error };
  }
}

async function answerTo(step: CallStep, client: ComplaintClient): Promise<Json> {
  const options: CallOptions = {
    ...(step.deadline_seconds === undefined ? {} : { deadlineMs: step.deadline_seconds * 1e3 }),
    ...(step.cancel_after_seconds === undefined
      ? {}
      : { signal: AbortSignal.timeout(step.cancel_after_seconds * 1e3) }),
  };
  switch (step.call) {
    case 'Reply': {
      const request = step.request as unknown as ReplyInput;
      return json(ReplyResponse.toJSON(await client.reply(request, options)));
    }
    case 'ReplyUntilSettled': {
      const request = step.request as unknown as ReplyInput;
      return json(ReplyResponse.toJSON(await client.replyUntilSettled(request, options)));
    }
    case 'GetReply': {
      const record = await client.getReply(step.request as unknown as ReplyName, options);
      return { reply: ReplyRecord.toJSON(record) };
    }
    case 'SettleReply':
      return json(SettleReplyResponse.toJSON(await settleReply(client, step.request)));
  }
}

/** Through the plain stub. */
function settleReply(client: ComplaintClient, request: Json): Promise<SettleReplyResponse> {
  const message = SettleReplyRequest.fromJSON(request);
  const { transactionId } = message;
  return new Promise((resolve, reject) => {
    client.admin.settleReply(message, (error, response) => {
      if (error) reject(complaintErrorFrom(error, { transactionId, sends: false }));
      else resolve(response);
    });
  });
}

function transactionIdOf(end: End): string {
  if ('error' in end) return end.error.transactionId;
  const { transactionId, reply } = end.response as { transactionId?: string; reply?: { transactionId: string } };
  return transactionId ?? reply?.transactionId ?? '';
}

function check(end: End, expected: CallStep['expect']): void {
  if (expected.response) {
    if ('error' in end) throw end.error;
    assertHolds(end.response, expected.response, 'response');
    return;
  }
  assert.ok('error' in end, `it succeeded: ${JSON.stringify(end)}`);
  checkError(end.error, expected.error ?? {});
}

function checkError(error: ComplaintError, expected: ExpectedError): void {
  const { reason, code, sent, retry_delay: hasDelay, violations, gateway_result: result } = expected;
  if (reason !== undefined) assert.ok([reason].flat().includes(error.reason), `reason of ${error.message}`);
  if (code !== undefined) assert.ok([code].flat().includes(error.code), `code ${error.code} of ${error.message}`);
  if (sent !== undefined) assert.equal(error.sent, sent, error.message);
  if (hasDelay !== undefined) assert.equal((error.retryDelayMs ?? 0) > 0, hasDelay, 'retry delay');
  if (violations !== undefined) {
    assert.deepEqual(error.violations.map(({ field }) => field).sort(), [...violations].sort());
  }
  if (result !== undefined) assert.deepEqual(error.gatewayResult, result);
  for (const words of expected.says ?? []) assert.ok(error.message.includes(words), error.message);
  const said = error.message.split('othing was sent').length - 1;
  assert.ok(said === 1 || (said === 0 && error.sent !== 'NOTHING'), error.message);
}

/** What is named must be so; what is not may be anything. */
function assertHolds(value: unknown, expected: unknown, path: string): void {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) {
    assert.deepEqual(value, expected, path);
    return;
  }
  for (const [name, member] of Object.entries(expected)) {
    assertHolds((value as Json | undefined)?.[name], member, `${path}.${name}`);
  }
}

function json(message: unknown): Json {
  return message as Json;
}
