import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

import { Channel, ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js';

import { faultOfAddress } from './address.js';
import { checkConnectOptions, type ConnectOptions, type Pem, type TlsOptions } from './connect-options.js';
import { serviceConfig } from './gen/service_config.js';
import { isLoopback } from './loopback.js';
import { Token } from './token.js';
import { TokenChannel } from './token-channel.js';

/** Opens channels to one target, which may be "host:port" or a gRPC name as in "dns:///host:port". */
export class Connector {
  readonly #target: string;
  readonly #connect: ConnectOptions;
  readonly #options: ChannelOptions;
  readonly #token: Token | undefined;
  #looks: string;
  #credentials: ChannelCredentials;

  /**
   * Reads the files; throws where one cannot be read or holds no certificate, where the private key
   * does not fit, where the target is no address,
   * where an option is unknown, of the wrong type or contradicts another, where there is no token
   * though there is to be one, or where it is for another machine without TLS.
   */
  constructor(target: string, options: ConnectOptions) {
    checkConnectOptions(options);
    const fault = faultOfAddress(target);
    if (fault !== '') throw new TypeError(fault);
    if (options.plaintext && options.tls) throw new TypeError('tls and plaintext exclude each other');
    this.#target = target;
    this.#connect = options;
    this.#token = tokenFor(target, options);
    this.#looks = looksOf(options.tls);
    this.#credentials = credentialsFrom(options);
    this.#options = {
      ...CHANNEL_OPTIONS,
      ...nameOptions(options.tls?.serverName),
      ...(isLoopback(target) ? NO_PROXY : {}),
    };
  }

  /** Whether channels opened now would have other certificates and keys than those opened before. */
  hasNews(): boolean {
    const looks = looksOf(this.#connect.tls);
    if (looks === this.#looks) return false;
    this.#looks = looks;
    try {
      this.#credentials = credentialsFrom(this.#connect);
      return true;
    } catch {
      return false; // those before count on
    }
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
  const ca = pem('ca', tls.caFile, tls.ca);
  const privateKey = pem('privateKey', tls.privateKeyFile, tls.privateKey);
  const certificate = pem('certificate', tls.certificateFile, tls.certificate);
  if (ca !== null) certificateIn(ca, 'ca');
  checkPair(certificate, privateKey);
  return credentials.createSsl(ca, privateKey, certificate);
}

function checkPair(certificate: Buffer | null, privateKey: Buffer | null): void {
  if ((certificate === null) !== (privateKey === null)) {
    throw new TypeError('tls: a certificate and its private key come both or not at all');
  }
  if (certificate === null || privateKey === null) return;
  if (!certificateIn(certificate, 'certificate').checkPrivateKey(privateKeyIn(privateKey))) {
    throw new TypeError('tls: the private key does not fit the certificate');
  }
}

function certificateIn(bytes: Buffer, name: string): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch (cause) {
    throw new TypeError(`tls.${name} holds no certificate in PEM`, { cause });
  }
}

/** What is wrong with it says nothing of it. */
function privateKeyIn(bytes: Buffer): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(bytes);
  } catch {
    throw new TypeError('tls.privateKey holds no private key in PEM that is not encrypted');
  }
}

function pem(name: string, file: string | undefined, text: Pem | undefined): Buffer | null {
  if (file !== undefined && text !== undefined) {
    throw new TypeError(`tls.${name} and tls.${name}File exclude each other`);
  }
  if (file !== undefined) return checked(read(file, name), `tls.${name}File: ${file}`);
  return text === undefined ? null : checked(Buffer.from(text), `tls.${name}:`);
}

function read(file: string, name: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Error(`tls.${name}File: ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function checked(bytes: Buffer, where: string): Buffer {
  if (!bytes.includes('-----BEGIN ')) throw new TypeError(`${where} holds no PEM`);
  return bytes;
}

/** Changes where a file does. */
function looksOf({ caFile, certificateFile, privateKeyFile }: TlsOptions = {}): string {
  return [caFile, certificateFile, privateKeyFile].map(looksOfFile).join(' ');
}

function looksOfFile(file: string | undefined): string {
  const found = file === undefined ? undefined : statSync(file, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev}.${found.ino}.${found.size}.${found.mtimeNs}` : '-';
}
