import type { GatewayResult, Violation } from '../failure-facts.js';
import type { Reason } from '../reason.js';

/** Whether the reply is taken BEFORE the connection is lost, or not: the caller cannot tell. */
export type Loss = 'BEFORE_TAKING' | 'AFTER_TAKING';

/** What happens to a call instead of, or besides, an answer. */
export interface Fault {
  /** Milliseconds from taking the reply to the answer. */
  readonly delayMs?: number;
  /** The connection is lost, before or after the reply is taken; every other call on it too. */
  readonly lose?: Loss;
  /** The call fails with this reason. */
  readonly fail?: Reason;
  /** Details of that failure. */
  readonly retryDelayMs?: number;
  readonly violations?: readonly Violation[];
  readonly gatewayResult?: GatewayResult;
  /** How many calls it happens to. Absent: one. */
  readonly times?: number;
}

/** Faults in the order in which calls meet them. */
export class FaultQueue {
  readonly #faults: Fault[] = [];

  add(fault: Fault): void {
    for (let left = fault.times ?? 1; left > 0; left -= 1) this.#faults.push(fault);
  }

  /** The next call's; {} where nothing is planned. */
  take(): Fault {
    return this.#faults.shift() ?? {};
  }
}
