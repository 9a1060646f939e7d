import type { TokenOptions } from './token.js';

/** PEM text, as a string or as bytes. */
export type Pem = string | Uint8Array;

/**
 * Each of the three comes as a file or as PEM text, not as both. Files are read again when they change;
 * where they are not good then, those before count on.
 */
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

/** ConnectOptions and nothing else: a name that is not theirs is an error for the type checker. */
export type Known<Options> = ConnectOptions & Only<Options, ConnectOptions> & {
  readonly tls?: Options extends { readonly tls?: infer Tls } ? Only<Tls, TlsOptions> : unknown;
};

type Only<Given, Shape> = {
  readonly [Name in keyof Given]: Name extends keyof Shape ? unknown : never;
};

/** Says what an option wants instead of a value; undefined: it is well. */
type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be a string');
const truth: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const pem: Check = (value) =>
  typeof value === 'string' || value instanceof Uint8Array ? undefined : 'must be PEM text or bytes';
const time: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a finite number';
const deadline: Check = (value) => time(value) ?? (Number(value) > 0 ? undefined : 'must be longer than nothing');
const object: Check = (value) =>
  typeof value === 'object' && value !== null ? undefined : 'must be an object';

const TLS: Readonly<Record<keyof TlsOptions, Check>> = {
  caFile: text,
  ca: pem,
  certificateFile: text,
  certificate: pem,
  privateKeyFile: text,
  privateKey: pem,
  serverName: text,
};

const CONNECT: Readonly<Record<keyof ConnectOptions, Check>> = {
  tls: object,
  plaintext: truth,
  deadlineMs: deadline,
  retries: truth,
  token: text,
  tokenFile: text,
};

/**
 * Throws a TypeError where an option is unknown or of the wrong type, which types alone do not keep out
 * of JavaScript: a misspelt one would not count, and nobody would hear of it.
 */
export function checkConnectOptions(options: ConnectOptions): void {
  check(options, CONNECT, '');
  check(options.tls ?? {}, TLS, 'tls.');
}

function check(options: object, checks: Readonly<Record<string, Check>>, prefix: string): void {
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const known = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (known === undefined) {
      const names = Object.keys(checks).join(', ');
      throw new TypeError(`there is no option ${prefix}${name}: there are ${names}`);
    }
    const fault = value === undefined ? undefined : known(value);
    if (fault !== undefined) throw new TypeError(`the option ${prefix}${name} ${fault}`);
  }
}
