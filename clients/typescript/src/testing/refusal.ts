import { Metadata, type ServerErrorResponse, status } from '@grpc/grpc-js';

import type { Code, GatewayResult, Violation } from '../failure-facts.js';
import type { Any } from '../gen/google/protobuf/any.js';
import { BadRequest, ErrorInfo, RetryInfo } from '../gen/google/rpc/error_details.js';
import { Status } from '../gen/google/rpc/status.js';
import type { KnownReason, Reason } from '../reason.js';
import { DETAILS_KEY, DOMAIN } from '../status-details.js';

/** How the bridge refuses a call. */
export interface Refusal {
  readonly reason: Reason;
  readonly retryDelayMs?: number | undefined;
  readonly violations?: readonly Violation[] | undefined;
  readonly gatewayResult?: GatewayResult | undefined;
}

const CODES: Readonly<Record<KnownReason, Code>> = {
  INVALID_REQUEST: 'INVALID_ARGUMENT',
  MERCHANT_NOT_CONFIGURED: 'NOT_FOUND',
  REPLY_NOT_FOUND: 'NOT_FOUND',
  CALLER_NOT_ALLOWED: 'PERMISSION_DENIED',
  TRANSACTION_ID_REUSED: 'ALREADY_EXISTS',
  GATEWAY_REJECTED: 'FAILED_PRECONDITION',
  OUTCOME_UNKNOWN: 'UNKNOWN',
  REPLY_IN_PROGRESS: 'ABORTED',
  GATEWAY_UNREACHABLE: 'UNAVAILABLE',
  CIRCUIT_OPEN: 'UNAVAILABLE',
  LEDGER_UNAVAILABLE: 'UNAVAILABLE',
  DRAINING: 'UNAVAILABLE',
  RATE_LIMITED: 'RESOURCE_EXHAUSTED',
  OVERLOADED: 'RESOURCE_EXHAUSTED',
  DEADLINE_TOO_SHORT: 'DEADLINE_EXCEEDED',
  REPLY_NOT_UNKNOWN: 'FAILED_PRECONDITION',
};

/** The status of a refusal, with its details. A reason that is not known has UNKNOWN. */
export function statusOf(refusal: Refusal): Partial<ServerErrorResponse> {
  const code = status[(CODES as Partial<Record<string, Code>>)[refusal.reason] ?? 'UNKNOWN'];
  const message = `the fake bridge says ${refusal.reason}`;
  const metadata = new Metadata();
  metadata.set(
    DETAILS_KEY,
    Buffer.from(Status.encode({ code, message, details: detailsOf(refusal) }).finish()),
  );
  return { code, details: message, metadata };
}

function detailsOf({ reason, gatewayResult, violations, retryDelayMs }: Refusal): Any[] {
  const result: Record<string, string> = gatewayResult
    ? { result_id: gatewayResult.id, result_comment: gatewayResult.comment }
    : {};
  const details = [
    packed('ErrorInfo', ErrorInfo.encode({ reason, domain: DOMAIN, metadata: result }).finish()),
  ];
  if (violations) {
    const fieldViolations = violations.map((violation) => ({ ...violation }));
    const bad = BadRequest.fromPartial({ fieldViolations });
    details.push(packed('BadRequest', BadRequest.encode(bad).finish()));
  }
  if (retryDelayMs !== undefined) {
    const retryDelay = {
      seconds: Math.floor(retryDelayMs / 1e3),
      nanos: Math.round((retryDelayMs % 1e3) * 1e6),
    };
    details.push(packed('RetryInfo', RetryInfo.encode({ retryDelay }).finish()));
  }
  return details;
}

function packed(name: string, bytes: Uint8Array): Any {
  return { typeUrl: `type.googleapis.com/google.rpc.${name}`, value: Buffer.from(bytes) };
}
