import assert from 'node:assert/strict';

import { ComplaintClient } from '@imageco/complaint';

/** How to connect to one of the stage's servers. */
export interface Server {
  readonly address: string;
  readonly ca_file?: string;
  readonly certificate_file?: string;
  readonly private_key_file?: string;
  readonly server_name?: string;
  readonly token?: string;
}

/** The real server and the sandbox, started by the one who started the tests. */
export class Stage {
  readonly #control: string;
  readonly #servers: Readonly<Record<string, Server>>;
  readonly #clients = new Map<string, ComplaintClient>();

  /** The stage of the environment; undefined where there is none. */
  static find(): Stage | undefined {
    const text = process.env.IMAGECO_STAGE;
    return text === undefined ? undefined : new Stage(text);
  }

  private constructor(text: string) {
    const { control, servers } = JSON.parse(text) as { control: string; servers: Record<string, Server> };
    this.#control = control;
    this.#servers = servers;
  }

  server(name: string): Server {
    const server = this.#servers[name];
    assert.ok(server, `the stage has no server ${name}`);
    return server;
  }

  /** A client of that server, one for each name and choice of retries. */
  client(name: string, retries: boolean): ComplaintClient {
    const key = `${name} ${String(retries)}`;
    const client = this.#clients.get(key) ?? connect(this.server(name), retries);
    this.#clients.set(key, client);
    return client;
  }

  /** Changes the world, and returns what it says. */
  async control(order: unknown): Promise<unknown> {
    const answer = await fetch(this.#control, { method: 'POST', body: JSON.stringify(order) });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return JSON.parse(text);
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }
}

function connect(server: Server, retries: boolean): ComplaintClient {
  const { address, ca_file: caFile, server_name: serverName, token } = server;
  const common = { retries, ...(token === undefined ? {} : { token }) };
  if (caFile === undefined) return ComplaintClient.connect(address, { plaintext: true, ...common });
  const { certificate_file: certificateFile, private_key_file: privateKeyFile } = server;
  return ComplaintClient.connect(address, {
    tls: {
      caFile,
      ...(certificateFile === undefined ? {} : { certificateFile }),
      ...(privateKeyFile === undefined ? {} : { privateKeyFile }),
      ...(serverName === undefined ? {} : { serverName }),
    },
    ...common,
  });
}
