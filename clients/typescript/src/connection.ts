import { readFileSync } from 'node:fs';

import { Channel, ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js';

import { serviceConfig } from './gen/service_config.js';
import { isLoopback } from './loopback.js';
import { Token, type TokenOptions } from './token.js';
import { TokenChannel } from './token-channel.js';

/** PEM text, as a string or as bytes. */
export type Pem = string | Uint8Array;

/** Each of the three comes as a file or as PEM text, not as both. Files are read once. */
export interface TlsOptions {
  /** Authorities that may have signed the server's certificate. Absent: those that Node trusts. */
  readonly caFile?: string;
  readonly ca?: Pem;
  /** The caller's certificate, for mTLS; it comes with its private key. */
  readonly certificateFile?: string;
  readonly certificate?: Pem;
  readonly privateKeyFile?: string;
  readonly privateKey?: Pem;
  /** The name that the server's certificate must hold. Absent: the target's. */
  readonly serverName?: string;
}

/** How to connect. With neither tls nor plaintext: TLS, by the authorities that Node trusts. */
export interface ConnectOptions extends TokenOptions {
  readonly tls?: TlsOptions;
  /** No encryption and no identity: for loopback, or where a mesh encrypts. */
  readonly plaintext?: true;
  /** Deadline of reply and getReply in milliseconds, where a call names none. Absent: 30 s. */
  readonly deadlineMs?: number;
  /** Whether a call that ended in UNAVAILABLE is sent again. Absent: true. */
  readonly retries?: boolean;
}

/** Opens channels to one target, which may be "host:port" or a gRPC name as in "dns:///host:port". */
export class Connector {
  readonly #target: string;
  readonly #credentials: ChannelCredentials;
  readonly #options: ChannelOptions;
  readonly #token: Token | undefined;

  /**
   * Reads the files; throws where one cannot be read, where the options contradict each other, where
   * there is no token though there is to be one, or where it is for another machine without TLS.
   */
  constructor(target: string, options: ConnectOptions) {
    if (options.plaintext && options.tls) throw new TypeError('tls and plaintext exclude each other');
    this.#target = target;
    this.#token = tokenFor(target, options);
    this.#credentials = credentialsFrom(options);
    this.#options = {
      ...CHANNEL_OPTIONS,
      ...nameOptions(options.tls?.serverName),
      ...(isLoopback(target) ? NO_PROXY : {}),
    };
  }

  /** Makes a channel, which connects with its first call. */
  open(retries: boolean): Channel {
    const options = { ...this.#options, 'grpc.enable_retries': retries ? 1 : 0 };
    if (this.#token === undefined) return new Channel(this.#target, this.#credentials, options);
    return new TokenChannel(this.#target, this.#credentials, options, this.#token);
  }
}

const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.service_config': serviceConfig,
  'grpc.service_config_disable_resolution': 1,
  // gRPC servers end connections with too_many_pings where pings come more often than every 5 min,
  // or without a call: stay above the one, and send none without the other.
  'grpc.keepalive_time_ms': 330_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.keepalive_permit_without_calls': 0,
  // gRPC's own pace goes up to 2 min: too slow to see a server come back.
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 5_000,
};

// No proxy reaches our own loopback.
const NO_PROXY: ChannelOptions = { 'grpc.enable_http_proxy': 0 };

function tokenFor(target: string, options: ConnectOptions): Token | undefined {
  const token = Token.of(options);
  if (token && options.plaintext && !isLoopback(target)) {
    throw new TypeError('a token is sent over TLS, or to this machine, alone');
  }
  token?.read();
  return token;
}

function nameOptions(serverName: string | undefined): ChannelOptions {
  if (serverName === undefined) return {};
  return { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName };
}

function credentialsFrom({ plaintext, tls = {} }: ConnectOptions): ChannelCredentials {
  if (plaintext) return credentials.createInsecure();
  return credentials.createSsl(
    pem('ca', tls.caFile, tls.ca),
    pem('privateKey', tls.privateKeyFile, tls.privateKey),
    pem('certificate', tls.certificateFile, tls.certificate),
  );
}

function pem(name: string, file: string | undefined, text: Pem | undefined): Buffer | null {
  if (file !== undefined && text !== undefined) {
    throw new TypeError(`tls.${name} and tls.${name}File exclude each other`);
  }
  if (file !== undefined) return readFileSync(file);
  return text === undefined ? null : Buffer.from(text);
}
