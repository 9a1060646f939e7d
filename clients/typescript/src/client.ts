import { type Channel, connectivityState, Metadata } from '@grpc/grpc-js';

import { CLOSED, NO_TIME } from './advice.js';
import { completeRequest } from './complete-request.js';
import type { ConnectOptions, Known } from './connect-options.js';
import { Connector } from './connection.js';
import { type CallFacts, complaintErrorFrom, localFailure, notReached, notReachedInTime } from './failure.js';
import { awaitConnection } from './gate.js';
import {
  type ComplaintServiceClient,
  GetReplyRequest,
  type GetReplyResponse,
  type ReplyRecord,
  type ReplyRequest,
  type ReplyResponse,
} from './gen/imageco/complaint/v1/complaint_service.js';
import type { ReplyAdminServiceClient } from './gen/imageco/complaint/v1/reply_admin_service.js';
import { type Line, Lines } from './line.js';
import { pause } from './pause.js';
import type { ReplyInput } from './reply-input.js';
import { retryPolicyIn } from './retry-policy.js';
import { type Policy, settle, UNTIL_SETTLED } from './settling.js';
import { makeCall, type Start, type Terms } from './unary-call.js';

/** Of one call. */
export interface CallOptions {
  /** Milliseconds that the call may take. */
  readonly deadlineMs?: number;
  /** An abort ends the call; what the bridge has sent by then, it sends. */
  readonly signal?: AbortSignal;
}

/** Names one reply. */
export interface ReplyName {
  /** Merchant number. May be absent where the bridge serves a single merchant. */
  readonly isspid?: string;
  readonly transactionId: string;
}

const DEADLINE_MS = 30_000;
const SETTLE_DEADLINE_MS = 120_000;
const RETRYING = retryPolicyIn();
const ONCE: Policy = { ...RETRYING, attemptsMax: 1 };

/**
 * Calls a complaint bridge. Every method rejects with a ComplaintError and nothing else. Keep one
 * client per process and target: it holds the connections, and calls share them.
 */
export class ComplaintClient {
  readonly #policy: Policy;
  readonly #lines: Lines;
  readonly #deadlineMs: number;
  readonly #closing = new AbortController();

  /**
   * Makes a client of "host:port", or of a gRPC name as in "dns:///host:port". It connects with the
   * first call. Throws where the target is no address, where an option is unknown or contradicts
   * another, or where a file cannot be read.
   */
  static connect<Options extends object = ConnectOptions>(
    target: string,
    options?: Options & Known<Options>,
  ): ComplaintClient {
    return new ComplaintClient(target, options ?? {});
  }

  private constructor(target: string, options: ConnectOptions) {
    const connector = new Connector(target, options);
    const retries = options.retries ?? true;
    this.#policy = retries ? RETRYING : ONCE;
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.#lines = new Lines(connector, retries);
  }

  /** gRPC's own channel, of getReply and the stubs; another one where a certificate changed. */
  get channel(): Channel {
    return this.#lines.now().channel;
  }

  /** The generated stubs on that channel; complaintErrorFrom turns their errors into ours. */
  get stub(): ComplaintServiceClient {
    return this.#lines.now().stub;
  }

  get admin(): ReplyAdminServiceClient {
    return this.#lines.now().admin;
  }

  /**
   * Shows a reply to the consumer. Where the request has no transactionId, one is made and written
   * into it: calling again with the same object is the same reply. UNAVAILABLE is retried, up to
   * four attempts in all, where retries are on. Deadline: the client's, over all of them.
   */
  async reply(request: ReplyInput, options: CallOptions = {}): Promise<ReplyResponse> {
    return this.#ask(request, this.#terms(options), this.#policy);
  }

  /**
   * As reply, and asks again with the same id through lost connections, REPLY_IN_PROGRESS, and
   * where nothing was sent and a retry may work, until the answer or the deadline. It waits 0.2 s
   * to 5 s in between, or longer where the bridge says so. Deadline: 2 minutes.
   */
  async replyUntilSettled(request: ReplyInput, options: CallOptions = {}): Promise<ReplyResponse> {
    const { deadlineMs = SETTLE_DEADLINE_MS, signal } = options;
    return this.#ask(request, { deadlineMs, signal }, UNTIL_SETTLED);
  }

  /** What the bridge's ledger knows of a reply; it sends nothing. Deadline: the client's. */
  async getReply(name: ReplyName, options: CallOptions = {}): Promise<ReplyRecord> {
    const message = GetReplyRequest.fromPartial(name);
    const facts = { transactionId: message.transactionId, sends: false };
    const response = await this.#call<GetReplyResponse>(
      ({ stub }) => getReplyOn(stub, message),
      this.#terms(options),
      facts,
    );
    if (response.reply === undefined) throw localFailure('INTERNAL', 'the answer holds no record', facts);
    return response.reply;
  }

  /**
   * Ends the connections once the calls under way have ended, at once where they wait to ask again;
   * later calls fail.
   */
  close(): void {
    this.#closing.abort();
    this.#lines.closeWhenIdle();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #ask(request: ReplyInput, terms: Terms, policy: Policy): Promise<ReplyResponse> {
    const message = completeRequest(request);
    this.#mayBegin(terms, { request });
    const { deadlineMs, signal } = terms;
    const pace = {
      now: () => performance.now(),
      random: Math.random,
      pause: (ms: number) => pause(ms, signal, this.#closing.signal),
    };
    return settle(
      (attemptMs) => this.#attempt(request, message, { deadlineMs: attemptMs, signal }),
      deadlineMs,
      pace,
      policy,
    );
  }

  #attempt(request: ReplyInput, message: ReplyRequest, terms: Terms): Promise<ReplyResponse> {
    const facts = { request, transactionId: message.transactionId };
    return this.#call<ReplyResponse>(
      ({ replyStub }) =>
        (options, callback) =>
          replyStub.reply(message, new Metadata(), options, callback),
      terms,
      facts,
      (line, end) => this.#reach(line, end, terms, facts),
    );
  }

  /** Waits for a connection; throws where none stands, and not where one does after all. */
  async #reach({ replyChannel, replyStub }: Line, end: number, terms: Terms, facts: CallFacts): Promise<void> {
    const { signal } = terms;
    const state = await awaitConnection(replyChannel, end - Date.now(), signal, this.#closing.signal);
    if (state === connectivityState.READY) return;
    this.#mayBegin({ deadlineMs: 1, signal }, facts);
    if (state === undefined || end <= Date.now()) throw notReachedInTime(facts);
    const asked = getReplyOn(replyStub, GetReplyRequest.fromPartial({}));
    // Why there is none, gRPC tells a call alone.
    await makeCall(asked, { deadlineMs: end - Date.now(), signal }).catch((error: unknown) => {
      const failure = notReached(error, facts);
      if (failure) throw failure;
    });
  }

  async #call<Response>(
    start: (line: Line) => Start<Response>,
    terms: Terms,
    facts: CallFacts,
    before: (line: Line, end: number) => Promise<void> = () => Promise.resolve(),
  ): Promise<Response> {
    this.#mayBegin(terms, facts);
    const line = this.#lines.now();
    const end = Date.now() + terms.deadlineMs;
    line.underWay += 1;
    try {
      await before(line, end);
      return await makeCall(start(line), { ...terms, deadlineMs: end - Date.now() });
    } catch (error) {
      throw complaintErrorFrom(error, facts);
    } finally {
      line.underWay -= 1;
      if (this.#closing.signal.aborted) this.#lines.closeWhenIdle();
    }
  }

  #mayBegin({ deadlineMs, signal }: Terms, facts: CallFacts): void {
    if (this.#closing.signal.aborted) throw localFailure('CANCELLED', CLOSED, facts);
    if (!Number.isFinite(deadlineMs)) {
      throw localFailure('INVALID_ARGUMENT', 'deadlineMs must be a finite number', facts);
    }
    if (signal?.aborted) {
      throw localFailure('CANCELLED', 'cancelled by the caller', { ...facts, cause: signal.reason });
    }
    if (deadlineMs <= 0) throw localFailure('DEADLINE_EXCEEDED', NO_TIME, facts);
  }

  #terms({ deadlineMs = this.#deadlineMs, signal }: CallOptions): Terms {
    return { deadlineMs, signal };
  }
}

function getReplyOn(stub: ComplaintServiceClient, message: GetReplyRequest): Start<GetReplyResponse> {
  return (options, callback) => stub.getReply(message, new Metadata(), options, callback);
}
