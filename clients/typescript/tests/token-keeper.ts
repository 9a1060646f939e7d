import {
  ComplaintServiceService,
  GetReplyResponse,
  ListRepliesResponse,
  ReplyAdminServiceService,
  ReplyResponse,
  SettleReplyResponse,
} from '@imageco/complaint/v1';
import { type sendUnaryData, Server, ServerCredentials, type ServerUnaryCall } from '@grpc/grpc-js';

/** A server that takes every call, and keeps what each shows. */
export class TokenKeeper {
  readonly #server = new Server();
  #kept: string[] = [];
  /** "127.0.0.1:PORT". */
  target = '';

  static async start(credentials = ServerCredentials.createInsecure()): Promise<TokenKeeper> {
    const keeper = new TokenKeeper();
    const port = await new Promise<number>((resolve, reject) => {
      keeper.#server.bindAsync('127.0.0.1:0', credentials, (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    keeper.target = `127.0.0.1:${port}`;
    return keeper;
  }

  private constructor() {
    this.#server.addService(ComplaintServiceService, {
      reply: this.#answering(ReplyResponse.fromPartial({})),
      getReply: this.#answering(GetReplyResponse.fromPartial({ reply: {} })),
    });
    this.#server.addService(ReplyAdminServiceService, {
      listReplies: this.#answering(ListRepliesResponse.fromPartial({})),
      settleReply: this.#answering(SettleReplyResponse.fromPartial({})),
    });
  }

  /** What was shown since the last look. */
  take(): string[] {
    const kept = this.#kept;
    this.#kept = [];
    return kept;
  }

  [Symbol.dispose](): void {
    this.#server.forceShutdown();
  }

  #answering<Response>(response: Response) {
    return (call: ServerUnaryCall<unknown, Response>, callback: sendUnaryData<Response>): void => {
      this.#kept.push(...call.metadata.get('authorization').map(String));
      callback(null, response);
    };
  }
}
