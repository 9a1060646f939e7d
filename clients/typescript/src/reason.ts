import type { ErrorReason } from './gen/imageco/complaint/v1/error_reason.js';

/** The reasons that this version knows. */
export type KnownReason = Exclude<ErrorReason, 'ERROR_REASON_UNSPECIFIED' | 'UNRECOGNIZED'>;

/** A name of ErrorReason; "" where the bridge gave none; a newer bridge may give another text. */
export type Reason = KnownReason | '' | (string & Record<never, never>);

/**
 * NOTHING: nothing was sent. PERHAPS: the consumer may see the reply. REFUSED: the gateway got the
 * reply and refused it.
 */
export type Sent = 'NOTHING' | 'PERHAPS' | 'REFUSED';

/** What a reason means for a caller. */
export interface Meaning {
  readonly sent: Sent;
  /** replyUntilSettled asks again. */
  readonly asksAgain: boolean;
  /** What to do, for people. */
  readonly advice: string;
}

/** In the words of every client. */
export const RETRY = 'retry with the same transaction_id';
export const ASK_AGAIN =
  'ask again with the same transaction_id or look at the complaint, never send it under a new one';

const MEANINGS: Readonly<Record<KnownReason, Meaning>> = {
  INVALID_REQUEST: { sent: 'NOTHING', asksAgain: false, advice: 'fix the fields named' },
  MERCHANT_NOT_CONFIGURED: { sent: 'NOTHING', asksAgain: false, advice: 'check the isspid' },
  REPLY_NOT_FOUND: { sent: 'NOTHING', asksAgain: false, advice: 'check isspid and transaction_id' },
  CALLER_NOT_ALLOWED: {
    sent: 'NOTHING',
    asksAgain: false,
    advice: 'check the certificate or the token, and the isspid',
  },
  TRANSACTION_ID_REUSED: {
    sent: 'NOTHING',
    asksAgain: false,
    advice: 'use a new transaction_id for a new reply',
  },
  GATEWAY_REJECTED: {
    sent: 'REFUSED',
    asksAgain: false,
    advice: 'read the comment; a new attempt takes a new transaction_id',
  },
  OUTCOME_UNKNOWN: { sent: 'PERHAPS', asksAgain: false, advice: ASK_AGAIN },
  REPLY_IN_PROGRESS: { sent: 'PERHAPS', asksAgain: true, advice: ASK_AGAIN },
  GATEWAY_UNREACHABLE: { sent: 'NOTHING', asksAgain: true, advice: RETRY },
  CIRCUIT_OPEN: { sent: 'NOTHING', asksAgain: true, advice: RETRY },
  LEDGER_UNAVAILABLE: { sent: 'NOTHING', asksAgain: true, advice: RETRY },
  DRAINING: { sent: 'NOTHING', asksAgain: true, advice: RETRY },
  RATE_LIMITED: { sent: 'NOTHING', asksAgain: true, advice: RETRY },
  OVERLOADED: { sent: 'NOTHING', asksAgain: true, advice: RETRY },
  DEADLINE_TOO_SHORT: {
    sent: 'NOTHING',
    asksAgain: false, // but where a longer deadline is left
    advice: 'retry with a longer deadline and the same transaction_id',
  },
  REPLY_NOT_UNKNOWN: {
    sent: 'NOTHING',
    asksAgain: false,
    advice: 'nothing is open: GetReply tells the state',
  },
};

/** Of a reason that this version knows; else undefined. */
export function meaningOf(reason: Reason): Meaning | undefined {
  return Object.hasOwn(MEANINGS, reason) ? MEANINGS[reason as KnownReason] : undefined;
}
