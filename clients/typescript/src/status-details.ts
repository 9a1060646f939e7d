import type { Metadata } from '@grpc/grpc-js';

import type { Violation } from './failure-facts.js';
import type { Any } from './gen/google/protobuf/any.js';
import { BadRequest, ErrorInfo, RetryInfo } from './gen/google/rpc/error_details.js';
import { Status } from './gen/google/rpc/status.js';

/** The ErrorInfo.domain of the bridge. */
export const DOMAIN = 'complaint.imageco';

/** The trailer that carries google.rpc.Status. */
export const DETAILS_KEY = 'grpc-status-details-bin';

/** What the details of a status say; what is missing, foreign or malformed is left out. */
export interface StatusDetails {
  readonly reason: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly violations: readonly Violation[];
  readonly retryDelayMs: number | undefined;
}

/** Reads a failed call's trailers. */
export function readStatusDetails(trailers: Metadata | undefined): StatusDetails {
  const details = detailsIn(trailers);
  const info = all(details, 'ErrorInfo', ErrorInfo).find(({ domain }) => domain === DOMAIN);
  const violations = all(details, 'BadRequest', BadRequest).flatMap((bad) => bad.fieldViolations);
  return {
    reason: reasonIn(info),
    metadata: info?.metadata ?? {},
    violations: violations.map(({ field, description }) => ({ field, description })),
    retryDelayMs: all(details, 'RetryInfo', RetryInfo).map(delayOf).find((delay) => delay > 0),
  };
}

function detailsIn(trailers: Metadata | undefined): Any[] {
  const bytes = trailers?.get(DETAILS_KEY)[0];
  if (!(bytes instanceof Uint8Array)) return [];
  return decoded(Status, bytes)?.details ?? [];
}

interface Decoder<Message> {
  decode(bytes: Uint8Array): Message;
}

function all<Message>(details: Any[], name: string, type: Decoder<Message>): Message[] {
  return details
    .filter(({ typeUrl }) => typeUrl.endsWith(`/google.rpc.${name}`))
    .map(({ value }) => decoded(type, value))
    .filter((message) => message !== undefined);
}

function decoded<Message>(type: Decoder<Message>, bytes: Uint8Array): Message | undefined {
  try {
    return type.decode(bytes);
  } catch {
    return undefined;
  }
}

function reasonIn(info: ErrorInfo | undefined): string {
  return info === undefined || info.reason === 'ERROR_REASON_UNSPECIFIED' ? '' : info.reason;
}

function delayOf({ retryDelay }: RetryInfo): number {
  return retryDelay === undefined ? 0 : retryDelay.seconds * 1e3 + retryDelay.nanos / 1e6;
}
