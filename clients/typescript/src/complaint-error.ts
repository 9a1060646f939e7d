import { conclusion } from './advice.js';
import type { Code, Failure, GatewayResult, Violation } from './failure-facts.js';
import type { Reason, Sent } from './reason.js';
import type { ReplyInput } from './reply-input.js';

const BRAND = Symbol.for('@imageco/complaint.ComplaintError');

/** Why a call failed, whether anything was sent, and what to ask again with. */
export class ComplaintError extends Error {
  override readonly name = 'ComplaintError';
  /** Why, in the bridge's word; "" where it gave none: a lost connection, a deadline, a proxy. */
  readonly reason: Reason;
  /** The gRPC status code. */
  readonly code: Code;
  /** What happened, in the words of the status. */
  readonly details: string;
  readonly sent: Sent;
  /** Milliseconds to wait before asking again; undefined where the bridge named none. */
  readonly retryDelayMs: number | undefined;
  /** Ask again with this one. "" where the call was about no single reply. */
  readonly transactionId: string;
  /** The fields at fault. */
  readonly violations: readonly Violation[];
  /** What the gateway said, where it did. */
  readonly gatewayResult: GatewayResult | undefined;
  /** ErrorInfo's metadata. */
  readonly metadata: Readonly<Record<string, string>>;
  /** To ask again with, its id in it; undefined where the call was no reply. Not printed. */
  declare readonly request: ReplyInput | undefined;

  constructor(failure: Failure) {
    super(messageOf(failure), failure.cause === undefined ? undefined : { cause: failure.cause });
    this.reason = failure.reason;
    this.code = failure.code;
    this.details = failure.details;
    this.sent = failure.sent;
    this.retryDelayMs = failure.retryDelayMs;
    this.transactionId = failure.transactionId;
    this.violations = failure.violations ?? [];
    this.gatewayResult = failure.gatewayResult;
    this.metadata = failure.metadata ?? {};
    // Neither is enumerable: the request holds the reply's text, which belongs in no log.
    Object.defineProperty(this, 'request', { value: failure.request });
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether a caught value is a ComplaintError, of whichever copy of this package. */
export function isComplaintError(error: unknown): error is ComplaintError {
  return error instanceof Error && BRAND in error;
}

/** The same failure, of which something may have been sent after all. */
export function perhapsSent(error: ComplaintError): ComplaintError {
  const { reason, code, details, retryDelayMs, transactionId, violations } = error;
  const { gatewayResult, metadata, request, cause } = error;
  return new ComplaintError({
    ...{ reason, code, details, retryDelayMs, transactionId, violations },
    ...{ gatewayResult, metadata, request, cause },
    sent: 'PERHAPS',
  });
}

function messageOf(failure: Failure): string {
  const { reason, code, details, transactionId, violations = [] } = failure;
  const faults = violations
    .filter(({ field, description }) => ![': ', ' '].some((by) => details.includes(field + by + description)))
    .map(({ field, description }) => `${field}: ${description}`);
  const what = [details.replace(/[\s.]+$/, ''), ...faults].join('; ');
  const id = transactionId === '' ? '' : ` (transaction_id ${transactionId})`;
  return `${reason || code}: ${what}. ${conclusion(failure)}${id}`;
}
