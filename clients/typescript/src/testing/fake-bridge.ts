import { setTimeout as sleep } from 'node:timers/promises';

import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';

import { ComplaintClient } from '../client.js';
import {
  ComplaintServiceService,
  type GetReplyRequest,
  type GetReplyResponse,
  type ReplyRecord,
  type ReplyRequest,
  type ReplyResponse,
} from '../gen/imageco/complaint/v1/complaint_service.js';
import { FakeLedger, samePayload } from './fake-ledger.js';
import { type Fault, FaultQueue } from './fault.js';
import { Loopback } from './loopback.js';
import { type Refusal, statusOf } from './refusal.js';
import { violationsIn } from './reply-check.js';

/**
 * A bridge for tests of callers, on a free port of 127.0.0.1. It takes each reply once, as the
 * bridge does, and goes wrong where it is told to. ReplyAdminService is not there: see settle.
 */
export class FakeBridge {
  /** A client of this bridge. */
  readonly client: ComplaintClient;

  readonly #loopback: Loopback;
  readonly #ledger = new FakeLedger();
  readonly #faults = new FaultQueue();
  readonly #seen: ReplyRequest[] = [];
  readonly #asked: ReplyRequest[] = [];
  readonly #stopping = new AbortController();

  static async start(): Promise<FakeBridge> {
    return new FakeBridge(await Loopback.start());
  }

  private constructor(loopback: Loopback) {
    this.#loopback = loopback;
    this.client = ComplaintClient.connect(loopback.target, { plaintext: true });
    loopback.server.addService(ComplaintServiceService, {
      reply: handler<ReplyRequest, ReplyResponse>((request) => this.#reply(request)),
      getReply: handler<GetReplyRequest, GetReplyResponse>((request) => this.#getReply(request)),
    });
  }

  /** Where it listens, in plaintext: "127.0.0.1:PORT". */
  get target(): string {
    return this.#loopback.target;
  }

  /** The replies that the consumer saw, in order. */
  get seen(): readonly ReplyRequest[] {
    return this.#seen;
  }

  /** Every Reply that came, in order, whatever became of it. */
  get asked(): readonly ReplyRequest[] {
    return this.#asked;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#loopback.connections;
  }

  /**
   * Plans a fault for the next call without one; it may be called often. A reply that failed with
   * GATEWAY_REJECTED or OUTCOME_UNKNOWN is on record: asking again hears the same.
   */
  plan(fault: Fault): void {
    this.#faults.add(fault);
  }

  /** Settles a reply of unknown outcome, as an operator does. Throws where it is not unknown. */
  settle(isspid: string, transactionId: string, delivered: boolean): void {
    const entry = this.#ledger.find(isspid, transactionId);
    if (entry?.refusal?.reason !== 'OUTCOME_UNKNOWN') {
      throw new Error(`the outcome of ${transactionId} is not unknown`);
    }
    if (delivered) this.#seen.push(entry.request);
    this.#ledger.settle(entry, delivered);
  }

  /** Closes its client too. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.client.close();
    await this.#loopback.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #reply(request: ReplyRequest): Promise<ReplyResponse | Refusal> {
    this.#asked.push(request);
    const fault = this.#faults.take();
    if (fault.lose === 'BEFORE_TAKING') return this.#lose();
    const answer = this.#take(request, fault);
    await this.#delay(fault);
    return fault.lose ? this.#lose() : answer;
  }

  async #getReply({ isspid, transactionId }: GetReplyRequest): Promise<GetReplyResponse | Refusal> {
    const fault = this.#faults.take();
    await this.#delay(fault);
    if (fault.lose) return this.#lose();
    if (fault.fail !== undefined) return refusalOf(fault, fault.fail);
    const entry = this.#ledger.find(isspid, transactionId);
    return entry ? { reply: entry.record } : { reason: 'REPLY_NOT_FOUND' };
  }

  #take(request: ReplyRequest, fault: Fault): ReplyResponse | Refusal {
    const violations = violationsIn(request);
    if (violations.length > 0) return { reason: 'INVALID_REQUEST', violations };
    const refusal = fault.fail === undefined ? undefined : refusalOf(fault, fault.fail);
    if (refusal && !LEAVES_A_RECORD.has(refusal.reason)) return refusal;
    return this.#replay(request) ?? this.#send(request, refusal);
  }

  #replay(request: ReplyRequest): ReplyResponse | Refusal | undefined {
    const known = this.#ledger.find(request.isspid, request.transactionId);
    if (!known) return undefined;
    if (!samePayload(known.request, request)) return { reason: 'TRANSACTION_ID_REUSED' };
    if (known.record.state === 'REPLY_STATE_NOT_DELIVERED') return undefined;
    return known.refusal ?? responseTo(request, known.record, true);
  }

  #send(request: ReplyRequest, refusal: Refusal | undefined): ReplyResponse | Refusal {
    if (request.validateOnly) return refusal ?? responseTo(request);
    if (!refusal) this.#seen.push(request);
    const { record } = this.#ledger.add(request, refusal);
    return refusal ?? responseTo(request, record);
  }

  /** The call then ends with its connection. */
  #lose(): Promise<never> {
    this.#loopback.cut();
    return new Promise(() => undefined);
  }

  async #delay({ delayMs }: Fault): Promise<void> {
    if (delayMs === undefined) return;
    await sleep(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

const LEAVES_A_RECORD: ReadonlySet<string> = new Set(['GATEWAY_REJECTED', 'OUTCOME_UNKNOWN']);

function refusalOf({ retryDelayMs, violations, gatewayResult }: Fault, reason: string): Refusal {
  return { reason, retryDelayMs, violations, gatewayResult };
}

function responseTo(request: ReplyRequest, record?: ReplyRecord, replayed = false): ReplyResponse {
  const { isspid, transactionId, sellerAccount, complaintId } = request;
  const result = record?.finding ? undefined : record?.result;
  const settleTime = record?.settleTime;
  return { isspid, transactionId, sellerAccount, complaintId, result, replayed, settleTime };
}

function handler<Request, Response extends object>(
  answer: (request: Request) => Promise<Response | Refusal>,
) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    void answer(call.request).then((result) => {
      if ('reason' in result) callback(statusOf(result));
      else callback(null, result);
    });
  };
}
