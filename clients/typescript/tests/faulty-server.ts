import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

import { ReplyResponse } from '@imageco/complaint/v1';

/** What a server does with one call. */
export type Behaviour = (stream: ServerHttp2Stream) => void;

/** A server that keeps to HTTP/2 and to nothing else. */
export class FaultyServer {
  /** Calls that came. */
  calls = 0;
  readonly #server: Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();

  /** Behaves in this way with every call. */
  static async start(behaviour: Behaviour): Promise<FaultyServer> {
    const faulty = new FaultyServer(behaviour);
    faulty.#server.listen(0, '127.0.0.1');
    await once(faulty.#server, 'listening');
    return faulty;
  }

  private constructor(behaviour: Behaviour) {
    this.#server = createServer();
    this.#server.on('session', (session) => this.#sessions.add(session));
    this.#server.on('stream', (stream) => {
      this.calls += 1;
      stream.on('error', () => undefined);
      stream.resume();
      stream.once('end', () => {
        behaviour(stream);
      });
    });
  }

  get target(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const HEADERS = { ':status': 200, 'content-type': 'application/grpc' };

/** Ends with a gRPC status alone. */
export function endsWith(code: number, message = '', details?: Uint8Array, pushback?: string): Behaviour {
  return (stream) => {
    stream.respond(
      {
        ...HEADERS,
        'grpc-status': String(code),
        'grpc-message': encodeURIComponent(message),
        ...(details ? { 'grpc-status-details-bin': Buffer.from(details).toString('base64') } : {}),
        ...(pushback ? { 'grpc-retry-pushback-ms': pushback } : {}),
      },
      { endStream: true },
    );
  };
}

/** Sends these messages, then the status. */
export function answers(code: number, ...messages: Uint8Array[]): Behaviour {
  return (stream) => {
    stream.respond(HEADERS, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      stream.sendTrailers({ 'grpc-status': String(code) });
    });
    for (const message of messages) stream.write(framed(message));
    stream.end();
  };
}

/** Answers as no gRPC server does. */
export function speaksHttp(status: number): Behaviour {
  return (stream) => {
    stream.respond({ ':status': status, 'content-type': 'text/html' });
    stream.end('<html>');
  };
}

/** The bytes of an answer of the bridge. */
export function anAnswer(comment = '回复成功'): Uint8Array {
  return ReplyResponse.encode(ReplyResponse.fromPartial({ result: { id: '0000', comment } })).finish();
}

function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
