export { ComplaintClient } from './client.js';
export type { CallOptions, ReplyName } from './client.js';
export type { ConnectOptions, Pem, TlsOptions } from './connect-options.js';
export { ComplaintError, isComplaintError } from './complaint-error.js';
export type { Code, GatewayResult, Violation } from './failure-facts.js';
export { complaintErrorFrom } from './failure.js';
export type { CallFacts } from './failure.js';
export type { KnownReason, Reason, Sent } from './reason.js';
export type { ReplyInput } from './reply-input.js';
export type { TokenOptions } from './token.js';
export { makeTransactionId } from './transaction-id.js';
export { ReplyState, Verdict } from './gen/imageco/complaint/v1/complaint_service.js';
export type {
  Finding,
  JumpLink,
  ReplyRecord,
  ReplyResponse,
  Result,
} from './gen/imageco/complaint/v1/complaint_service.js';
