import type { ComplaintError } from './complaint-error.js';
import { type Code, NO_CONNECTION } from './failure-facts.js';
import { serviceConfig } from './gen/service_config.js';
import { pushbackOf } from './pushback.js';
import type { Policy } from './settling.js';

const SERVICE = 'imageco.complaint.v1.ComplaintService';

interface MethodConfig {
  readonly name: readonly { readonly service: string }[];
  readonly retryPolicy: {
    readonly maxAttempts: number;
    /** Seconds, as in "0.2s". */
    readonly initialBackoff: string;
    readonly maxBackoff: string;
    readonly backoffMultiplier: number;
    readonly retryableStatusCodes: readonly Code[];
  };
}

/** How reply asks again: as the service config has gRPC do it. Throws where that names no policy. */
export function retryPolicyIn(config: string = serviceConfig): Policy {
  const { methodConfig } = JSON.parse(config) as { methodConfig: MethodConfig[] };
  const method = methodConfig.find(({ name }) => name.some(({ service }) => service === SERVICE));
  if (method === undefined) throw new TypeError(`the service config names no policy of ${SERVICE}`);
  const { maxAttempts, initialBackoff, maxBackoff, backoffMultiplier, retryableStatusCodes } =
    method.retryPolicy;
  const codes: ReadonlySet<Code> = new Set(retryableStatusCodes);
  return {
    attemptsMax: maxAttempts,
    attemptMsMax: Infinity,
    waitMsMin: milliseconds(initialBackoff),
    waitMsMax: milliseconds(maxBackoff),
    multiplier: backoffMultiplier,
    asksAgain: (error) => codes.has(error.code) && !isOwn(error) && (pushbackOf(error) ?? 0) >= 0,
  };
}

/** The client's own refusal, e.g. as it is closed. */
function isOwn({ reason, sent, details }: ComplaintError): boolean {
  return reason === '' && sent === 'NOTHING' && !details.startsWith(NO_CONNECTION);
}

function milliseconds(duration: string): number {
  return Number.parseFloat(duration) * 1e3;
}
