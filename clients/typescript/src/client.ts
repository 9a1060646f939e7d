import { type Channel, credentials, Metadata } from '@grpc/grpc-js';

import { completeRequest } from './complete-request.js';
import { type ConnectOptions, Connector } from './connection.js';
import { type CallFacts, complaintErrorFrom, localFailure } from './failure.js';
import {
  ComplaintServiceClient,
  GetReplyRequest,
  type GetReplyResponse,
  type ReplyRecord,
  type ReplyRequest,
  type ReplyResponse,
} from './gen/imageco/complaint/v1/complaint_service.js';
import { ReplyAdminServiceClient } from './gen/imageco/complaint/v1/reply_admin_service.js';
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
  /** gRPC's own channel, of getReply and the stubs. */
  readonly channel: Channel;
  /** The generated stubs on that channel; complaintErrorFrom turns their errors into ours. */
  readonly stub: ComplaintServiceClient;
  readonly admin: ReplyAdminServiceClient;

  readonly #policy: Policy;
  /**
   * Without gRPC's own retries: to tell at the end whether any attempt may have sent, the client must
   * hear how each of them ended.
   */
  readonly #replyStub: ComplaintServiceClient;
  readonly #deadlineMs: number;
  readonly #closing = new AbortController();
  #underWay = 0;

  /**
   * Makes a client of "host:port", or of a gRPC name as in "dns:///host:port". It connects with the
   * first call. Throws where the options contradict each other or a file cannot be read.
   */
  static connect(target: string, options: ConnectOptions = {}): ComplaintClient {
    return new ComplaintClient(target, options);
  }

  private constructor(target: string, options: ConnectOptions) {
    const connector = new Connector(target, options);
    const retries = options.retries ?? true;
    this.#policy = retries ? RETRYING : ONCE;
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.channel = connector.open(retries);
    this.stub = stubOn(this.channel);
    this.#replyStub = retries ? stubOn(connector.open(false)) : this.stub;
    this.admin = new ReplyAdminServiceClient('', credentials.createInsecure(), {
      channelOverride: this.channel,
    });
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
      (callOptions, callback) =>
        this.stub.getReply(message, new Metadata(), callOptions, callback),
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
    this.#disconnectWhenIdle();
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
    return this.#call<ReplyResponse>(
      (options, callback) => this.#replyStub.reply(message, new Metadata(), options, callback),
      terms,
      { request, transactionId: message.transactionId },
    );
  }

  async #call<Response>(start: Start<Response>, terms: Terms, facts: CallFacts): Promise<Response> {
    this.#mayBegin(terms, facts);
    this.#underWay += 1;
    try {
      return await makeCall(start, terms);
    } catch (error) {
      throw complaintErrorFrom(error, facts);
    } finally {
      this.#underWay -= 1;
      this.#disconnectWhenIdle();
    }
  }

  /** A channel that closes under a call cuts it on some versions of Node. */
  #disconnectWhenIdle(): void {
    if (!this.#closing.signal.aborted || this.#underWay > 0) return;
    this.channel.close();
    this.#replyStub.close();
  }

  #mayBegin({ deadlineMs, signal }: Terms, facts: CallFacts): void {
    if (this.#closing.signal.aborted) throw localFailure('UNAVAILABLE', 'the client is closed', facts);
    if (!Number.isFinite(deadlineMs)) {
      throw localFailure('INVALID_ARGUMENT', 'deadlineMs must be a finite number', facts);
    }
    if (signal?.aborted) {
      throw localFailure('CANCELLED', 'cancelled by the caller', { ...facts, cause: signal.reason });
    }
    if (deadlineMs <= 0) throw localFailure('DEADLINE_EXCEEDED', 'no time is left', facts);
  }

  #terms({ deadlineMs = this.#deadlineMs, signal }: CallOptions): Terms {
    return { deadlineMs, signal };
  }
}

function stubOn(channel: Channel): ComplaintServiceClient {
  // Target and credentials are the channel's.
  return new ComplaintServiceClient('', credentials.createInsecure(), { channelOverride: channel });
}
