import { Channel, type ChannelCredentials, type ChannelOptions, status } from '@grpc/grpc-js';

import type { Token } from './token.js';

type Call = ReturnType<Channel['createCall']>;

/**
 * Every call on it shows the token. Where there is none now, the call ends before anything is sent.
 * Interceptors stand above the channel and do not see it.
 */
export class TokenChannel extends Channel {
  readonly #token: Token;

  constructor(target: string, channelCredentials: ChannelCredentials, options: ChannelOptions, token: Token) {
    super(target, channelCredentials, options);
    this.#token = token;
  }

  override createCall(...terms: Parameters<Channel['createCall']>): Call {
    const call = super.createCall(...terms);
    const start = call.start.bind(call);
    call.start = (metadata, listener) => {
      const shown = metadata.clone();
      try {
        shown.set('authorization', `Bearer ${this.#token.read()}`);
      } catch (error) {
        // A call that was cancelled sends nothing when it starts, and tells its listener why.
        call.cancelWithStatus(status.UNAUTHENTICATED, (error as Error).message);
      }
      start(shown, listener);
    };
    return call;
  }
}
