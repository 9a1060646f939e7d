import { readFileSync } from 'node:fs';

/** What says who calls: a text, or a file, one of the two. */
export interface TokenOptions {
  /**
   * Who calls, where the bridge knows its callers by tokens: the path of the file that holds the
   * token. It is read for each call, so that the next token counts as soon as it is written: the
   * kubelet does so with a service account's. White space around the token does not count. A call
   * for which there is none fails with UNAUTHENTICATED, and nothing is sent. A token is sent over
   * TLS, or to this machine, alone.
   */
  readonly tokenFile?: string;
  /** The same, as text. */
  readonly token?: string;
}

const TOKEN = /^[A-Za-z0-9\-._~+/=]+$/; // the characters of RFC 6750, 2.1

/** The token, as it stands at each call. Nothing prints it: it belongs in no log. */
export class Token {
  readonly #text: string | undefined;
  readonly #file: string | undefined;

  /** Undefined: nothing says who calls. Throws where a text and a file are both given. */
  static of({ token, tokenFile }: TokenOptions): Token | undefined {
    if (token !== undefined && tokenFile !== undefined) {
      throw new TypeError('token and tokenFile exclude each other');
    }
    return token === undefined && tokenFile === undefined ? undefined : new Token(token, tokenFile);
  }

  private constructor(text: string | undefined, file: string | undefined) {
    this.#text = text;
    this.#file = file;
  }

  /** Throws where there is none now; the error tells nothing of it. */
  read(): string {
    if (this.#file === undefined) return tokenIn(this.#text ?? '', 'token:');
    return tokenIn(contentOf(this.#file), `tokenFile: ${this.#file}`);
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`tokenFile: ${(error as Error).message}`, { cause: error });
  }
}

function tokenIn(text: string, where: string): string {
  const token = text.trim();
  if (!TOKEN.test(token)) throw new TypeError(`${where} holds no token`);
  return token;
}
