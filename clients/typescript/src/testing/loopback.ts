import { once } from 'node:events';
import { type AddressInfo, createServer, type Server as Listener, type Socket } from 'node:net';

import { Server, ServerCredentials } from '@grpc/grpc-js';

/** A gRPC server on a free port of 127.0.0.1 whose connections can be cut. */
export class Loopback {
  readonly server = new Server();
  readonly #listener: Listener;
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<Loopback> {
    const loopback = new Loopback();
    loopback.#listener.listen(0, '127.0.0.1');
    await once(loopback.#listener, 'listening');
    return loopback;
  }

  private constructor() {
    const injector = this.server.createConnectionInjector(ServerCredentials.createInsecure());
    this.#listener = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined); // the caller left
      socket.once('close', () => this.#sockets.delete(socket));
      injector.injectConnection(socket);
    });
  }

  /** "127.0.0.1:PORT". */
  get target(): string {
    return `127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Cuts every connection, as a crash would. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    this.cut();
    this.server.forceShutdown();
    await closed;
  }
}
