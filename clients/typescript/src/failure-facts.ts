import type { status } from '@grpc/grpc-js';

import type { Reason, Sent } from './reason.js';
import type { ReplyInput } from './reply-input.js';

/** The name of a gRPC status code. */
export type Code = keyof typeof status;

/** A field at fault. */
export interface Violation {
  /** As in the proto, e.g. "response_images[0]". */
  readonly field: string;
  /** What is wrong with it, for people. */
  readonly description: string;
}

/** What the gateway said. */
export interface GatewayResult {
  readonly id: string;
  /** Mostly Chinese, to be shown as it is. */
  readonly comment: string;
}

/** How the details begin of a call that was not made, as no connection to the bridge stood. */
export const NO_CONNECTION = 'no connection to the bridge: ';

/** What a ComplaintError tells. */
export interface Failure {
  readonly reason: Reason;
  readonly code: Code;
  /** What happened, for people. */
  readonly details: string;
  readonly sent: Sent;
  readonly retryDelayMs?: number | undefined;
  readonly transactionId: string;
  readonly violations?: readonly Violation[];
  readonly gatewayResult?: GatewayResult | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly request?: ReplyInput | undefined;
  readonly cause?: unknown;
}
