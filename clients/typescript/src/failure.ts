import { type Metadata, type ServiceError, status } from '@grpc/grpc-js';

import { ComplaintError, isComplaintError } from './complaint-error.js';
import { type Code, type GatewayResult, NO_CONNECTION } from './failure-facts.js';
import { ReplyRequest } from './gen/imageco/complaint/v1/complaint_service.js';
import { meaningOf, type Sent } from './reason.js';
import type { ReplyInput } from './reply-input.js';
import { readStatusDetails, type StatusDetails } from './status-details.js';

/** What is known of the call that failed. */
export interface CallFacts {
  /** The reply asked for. */
  readonly request?: ReplyInput | undefined;
  /** Of that reply; absent: the request's. */
  readonly transactionId?: string | undefined;
  /** False for a method that sends nothing, whatever happens: all but Reply. Absent: true. */
  readonly sends?: boolean;
}

/** Turns what a stub threw, or handed to its callback, into a ComplaintError. */
export function complaintErrorFrom(error: unknown, facts: CallFacts = {}): ComplaintError {
  if (isComplaintError(error)) return error;
  const { code, details, metadata } = grpcStatus(error);
  const told = readStatusDetails(metadata);
  return new ComplaintError({
    ...told,
    code,
    details: details || 'the call failed',
    sent: facts.sends === false ? 'NOTHING' : sentBy(told.reason, code, details, facts.request),
    gatewayResult: gatewayResultIn(told),
    transactionId: facts.transactionId ?? facts.request?.transactionId ?? '',
    request: facts.request,
    cause: error,
  });
}

/** A failure on the caller's own side, before anything left it. */
export function localFailure(
  code: Code,
  details: string,
  facts: CallFacts & { readonly cause?: unknown } = {},
): ComplaintError {
  const { request, transactionId = request?.transactionId ?? '', cause } = facts;
  return new ComplaintError({
    reason: '',
    code,
    details,
    sent: 'NOTHING',
    transactionId: typeof transactionId === 'string' ? transactionId : '',
    request,
    cause,
  });
}

const WITHOUT_CONNECTION: ReadonlySet<Code> = new Set<Code>(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED']);

/**
 * Of a call that was not made, as none could be: error is that of one that asked for nothing.
 * Undefined where that one had a connection.
 */
export function notReached(error: unknown, facts: CallFacts): ComplaintError | undefined {
  const { reason, code, details } = complaintErrorFrom(error, facts);
  if (reason !== '' || !WITHOUT_CONNECTION.has(code)) return undefined;
  return localFailure(code, NO_CONNECTION + details, { ...facts, cause: error });
}

/** Of a call that was not made, as no connection stood in time. */
export function notReachedInTime(facts: CallFacts): ComplaintError {
  return localFailure('DEADLINE_EXCEEDED', `${NO_CONNECTION}none stood in time`, facts);
}

interface GrpcStatus {
  readonly code: Code;
  readonly details: string;
  readonly metadata: Metadata | undefined;
}

function grpcStatus(error: unknown): GrpcStatus {
  const { code, details, metadata } = (error ?? {}) as Partial<ServiceError>;
  const name = typeof code === 'number' ? (status[code] as Code | undefined) : undefined;
  if (name !== undefined) return { code: name, details: details ?? '', metadata };
  return { code: 'UNKNOWN', details: error instanceof Error ? error.message : String(error), metadata };
}

function sentBy(reason: string, code: Code, details: string, request?: ReplyInput): Sent {
  if (reason !== '') return meaningOf(reason)?.sent ?? 'PERHAPS';
  if (code === 'UNIMPLEMENTED' || code === 'UNAUTHENTICATED') return 'NOTHING';
  return code === 'RESOURCE_EXHAUSTED' && isTooLarge(request, details) ? 'NOTHING' : 'PERHAPS';
}

/**
 * gRPC's own refusal of a message above the server's limit names its size. An answer above the
 * client's limit is told in the same words, so the size must be the request's.
 */
function isTooLarge(request: ReplyInput | undefined, details: string): boolean {
  const bytes = /larger than max \((\d+) vs/.exec(details)?.[1];
  if (request === undefined || bytes === undefined) return false;
  return ReplyRequest.encode(ReplyRequest.fromPartial(request)).finish().length === Number(bytes);
}

function gatewayResultIn({ metadata }: StatusDetails): GatewayResult | undefined {
  const { result_id: id, result_comment: comment } = metadata;
  return id === undefined && comment === undefined ? undefined : { id: id ?? '', comment: comment ?? '' };
}
