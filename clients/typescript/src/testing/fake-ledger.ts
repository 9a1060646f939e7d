import {
  type ReplyRecord,
  ReplyRequest,
  ReplyState,
  Verdict,
} from '../gen/imageco/complaint/v1/complaint_service.js';
import type { Refusal } from './refusal.js';

/** One reply: what came, how it ended, and with what refusal. */
export interface Entry {
  readonly request: ReplyRequest;
  readonly record: ReplyRecord;
  /** What whoever asks again hears; absent: OK. */
  readonly refusal: Refusal | undefined;
}

const DELIVERED = { id: '0000', comment: '回复成功' };

/** The replies that were sent, by isspid and transaction id. */
export class FakeLedger {
  readonly #entries = new Map<string, Entry>();

  find(isspid: string, transactionId: string): Entry | undefined {
    return this.#entries.get(keyOf(isspid, transactionId));
  }

  /** Records a reply that was sent: delivered, or refused, or of unknown outcome. */
  add(request: ReplyRequest, refusal: Refusal | undefined): Entry {
    const now = new Date();
    const entry = {
      request,
      refusal,
      record: {
        isspid: request.isspid,
        transactionId: request.transactionId,
        state: stateAfter(refusal),
        result: refusal === undefined ? DELIVERED : refusal.gatewayResult,
        claimTime: now,
        settleTime: now,
        finding: undefined,
        why: refusal?.reason === 'OUTCOME_UNKNOWN' ? 'the fake bridge was told to lose the outcome' : '',
      },
    };
    this.#entries.set(keyOf(request.isspid, request.transactionId), entry);
    return entry;
  }

  /** What an operator found out about a reply of unknown outcome. */
  settle({ request, record }: Entry, delivered: boolean): void {
    const settleTime = new Date();
    const verdict = delivered ? Verdict.VERDICT_DELIVERED : Verdict.VERDICT_NOT_DELIVERED;
    const state = delivered ? ReplyState.REPLY_STATE_DELIVERED : ReplyState.REPLY_STATE_NOT_DELIVERED;
    const finding = { verdict, settledBy: 'test', reason: 'test', settleTime, settledByIdentity: '' };
    this.#entries.set(keyOf(record.isspid, record.transactionId), {
      request,
      record: { ...record, state, finding, settleTime, why: '' },
      refusal: undefined,
    });
  }
}

/** Whether two requests ask for the same reply. */
export function samePayload(one: ReplyRequest, other: ReplyRequest): boolean {
  return bytesOf(one).equals(bytesOf(other));
}

function bytesOf(request: ReplyRequest): Buffer {
  return Buffer.from(ReplyRequest.encode({ ...request, validateOnly: false }).finish());
}

function stateAfter(refusal: Refusal | undefined): ReplyState {
  if (refusal === undefined) return ReplyState.REPLY_STATE_DELIVERED;
  return refusal.reason === 'OUTCOME_UNKNOWN'
    ? ReplyState.REPLY_STATE_UNKNOWN
    : ReplyState.REPLY_STATE_REJECTED;
}

function keyOf(isspid: string, transactionId: string): string {
  return `${isspid}/${transactionId}`;
}
