import { type Channel, credentials } from '@grpc/grpc-js';

import type { Connector } from './connection.js';
import { ComplaintServiceClient } from './gen/imageco/complaint/v1/complaint_service.js';
import { ReplyAdminServiceClient } from './gen/imageco/complaint/v1/reply_admin_service.js';

/** Channels by the certificates and keys of one moment, and the stubs on them. */
export class Line {
  readonly channel: Channel;
  readonly stub: ComplaintServiceClient;
  readonly admin: ReplyAdminServiceClient;
  /**
   * Without gRPC's own retries: to tell at the end whether any attempt may have sent, the client must
   * hear how each of them ended.
   */
  readonly replyStub: ComplaintServiceClient;
  readonly replyChannel: Channel;
  /** Calls of the client's. */
  underWay = 0;

  constructor(connector: Connector, retries: boolean) {
    this.channel = connector.open(retries);
    this.stub = stubOn(this.channel);
    this.replyChannel = retries ? connector.open(false) : this.channel;
    this.replyStub = stubOn(this.replyChannel);
    this.admin = new ReplyAdminServiceClient('', credentials.createInsecure(), {
      channelOverride: this.channel,
    });
  }

  close(): void {
    this.channel.close();
    this.replyChannel.close();
  }
}

/** What others began on a line that was replaced has this long. */
const GRACE_MS = 120_000;

/**
 * The line by the certificates and keys as they are now: gRPC reads none of them twice, so a line is
 * made anew where their files changed.
 */
export class Lines {
  readonly #connector: Connector;
  readonly #retries: boolean;
  readonly #before = new Set<Line>();
  #now: Line;
  #closing = false;

  constructor(connector: Connector, retries: boolean) {
    this.#connector = connector;
    this.#retries = retries;
    this.#now = new Line(connector, retries);
  }

  now(): Line {
    if (!this.#closing && this.#connector.hasNews()) {
      this.#retire(this.#now);
      this.#now = new Line(this.#connector, this.#retries);
    }
    return this.#now;
  }

  /** Ends each once no call of the client's is under way on it; to be called as each of them ends. */
  closeWhenIdle(): void {
    this.#closing = true;
    for (const line of [...this.#before, this.#now]) {
      // A channel that closes under a call cuts it on some versions of Node.
      if (line.underWay === 0) line.close();
    }
  }

  #retire(line: Line): void {
    this.#before.add(line);
    setTimeout(() => {
      this.#before.delete(line);
      if (line.underWay > 0) this.#retire(line);
      else line.close();
    }, GRACE_MS).unref();
  }
}

function stubOn(channel: Channel): ComplaintServiceClient {
  // Target and credentials are the channel's.
  return new ComplaintServiceClient('', credentials.createInsecure(), { channelOverride: channel });
}
