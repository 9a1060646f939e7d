import { ComplaintError } from './complaint-error.js';
import type { Violation } from './failure-facts.js';
import { localFailure } from './failure.js';
import { ReplyRequest } from './gen/imageco/complaint/v1/complaint_service.js';
import type { ReplyInput } from './reply-input.js';
import { makeTransactionId } from './transaction-id.js';

/**
 * The message of a reply, its id made where there was none.
 *
 * Throws a ComplaintError where a field is unknown or of the wrong type, which types alone do not
 * keep out of JavaScript: an id under a misspelt name would be a new reply with each call.
 */
export function completeRequest(input: ReplyInput): ReplyRequest {
  const violations = violationsIn(input);
  if (violations.length > 0) throw invalid(input, violations);
  if (!input.transactionId) writeId(input);
  return ReplyRequest.fromPartial(input);
}

function writeId(input: ReplyInput): void {
  try {
    input.transactionId = makeTransactionId();
  } catch (cause) {
    throw localFailure('INVALID_ARGUMENT', 'the request is read-only and has no transactionId', {
      request: input,
      cause,
    });
  }
}

function invalid(input: unknown, violations: Violation[]): ComplaintError {
  const request = isObject(input) ? (input as unknown as ReplyInput) : undefined;
  const id: unknown = request?.transactionId;
  return new ComplaintError({
    reason: '',
    code: 'INVALID_ARGUMENT',
    details: violations.map(({ field, description }) => `${field} ${description}`).join('; '),
    sent: 'NOTHING',
    transactionId: typeof id === 'string' ? id : '',
    violations,
    request,
  });
}

/** Says what is wrong with a value; undefined: nothing. */
type Check = (value: unknown) => string | undefined;

const text: Check = (value) => {
  if (typeof value !== 'string') return 'must be a string';
  return /\p{Surrogate}/u.test(value) ? 'holds half a character (a lone surrogate)' : undefined;
};
const texts: Check = (value) => {
  if (!Array.isArray(value)) return 'must be an array of strings';
  return value.map(text).find((fault) => fault !== undefined);
};
const truth: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be a boolean');
const link: Check = (value) => {
  if (!isObject(value)) return 'must be an object with url and text';
  const faults = faultsIn(value, { url: text, text });
  return faults.map(({ field, description }) => `.${field} ${description}`)[0];
};

const CHECKS: Readonly<Record<keyof ReplyRequest, Check>> = {
  isspid: text,
  transactionId: text,
  sellerAccount: text,
  complaintId: text,
  responseContent: text,
  responseImages: texts,
  jumpLink: link,
  validateOnly: truth,
};

function violationsIn(input: unknown): Violation[] {
  return isObject(input)
    ? faultsIn(input, CHECKS)
    : [{ field: 'request', description: 'must be an object' }];
}

function faultsIn(value: object, checks: Readonly<Record<string, Check>>): Violation[] {
  return Object.entries(value).flatMap(([field, member]: [string, unknown]) => {
    if (!Object.hasOwn(checks, field)) return [{ field, description: 'is no field of a reply' }];
    if (member === undefined || member === null) return [];
    const description = checks[field]?.(member);
    return description === undefined ? [] : [{ field, description }];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
