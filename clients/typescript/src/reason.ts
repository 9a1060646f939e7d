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

const SAME_ID = 'Retry with the same transaction id.';
const SAME_ID_LATER = 'Retry after the delay, with the same transaction id.';

const MEANINGS: Readonly<Record<KnownReason, Meaning>> = {
  INVALID_REQUEST: { sent: 'NOTHING', asksAgain: false, advice: 'Mend every field named.' },
  MERCHANT_NOT_CONFIGURED: {
    sent: 'NOTHING',
    asksAgain: false,
    advice: "Check the isspid, or have the merchant added to the bridge's configuration.",
  },
  REPLY_NOT_FOUND: {
    sent: 'NOTHING',
    asksAgain: false,
    advice: 'No reply was sent under this id, or its record was purged.',
  },
  CALLER_NOT_ALLOWED: {
    sent: 'NOTHING',
    asksAgain: false,
    advice: 'Check the certificate or the token, and the isspid.',
  },
  TRANSACTION_ID_REUSED: {
    sent: 'NOTHING',
    asksAgain: false,
    advice: 'Another reply was sent under this id: a new reply takes a new transaction id.',
  },
  GATEWAY_REJECTED: {
    sent: 'REFUSED',
    asksAgain: false,
    advice: 'Read the comment; a new attempt takes a new transaction id.',
  },
  OUTCOME_UNKNOWN: {
    sent: 'PERHAPS',
    asksAgain: false,
    advice:
      'Ask again with the same transaction id, or look at the complaint; never use a new id: the ' +
      'consumer may see the reply twice.',
  },
  REPLY_IN_PROGRESS: {
    sent: 'PERHAPS',
    asksAgain: true,
    advice: 'It is being sent: ask again with the same transaction id.',
  },
  GATEWAY_UNREACHABLE: { sent: 'NOTHING', asksAgain: true, advice: SAME_ID },
  CIRCUIT_OPEN: { sent: 'NOTHING', asksAgain: true, advice: SAME_ID_LATER },
  LEDGER_UNAVAILABLE: { sent: 'NOTHING', asksAgain: true, advice: SAME_ID },
  DRAINING: { sent: 'NOTHING', asksAgain: true, advice: SAME_ID },
  RATE_LIMITED: { sent: 'NOTHING', asksAgain: true, advice: SAME_ID_LATER },
  OVERLOADED: { sent: 'NOTHING', asksAgain: true, advice: SAME_ID_LATER },
  DEADLINE_TOO_SHORT: {
    sent: 'NOTHING',
    asksAgain: false, // but where a longer deadline is left
    advice: 'Retry with a longer deadline and the same transaction id.',
  },
  REPLY_NOT_UNKNOWN: {
    sent: 'NOTHING',
    asksAgain: false,
    advice: 'There is nothing to settle: getReply tells the state.',
  },
};

/** Of a reason that this version knows; else undefined. */
export function meaningOf(reason: Reason): Meaning | undefined {
  return Object.hasOwn(MEANINGS, reason) ? MEANINGS[reason as KnownReason] : undefined;
}
