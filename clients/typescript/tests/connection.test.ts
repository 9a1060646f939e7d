import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { ComplaintClient, type ConnectOptions } from '@imageco/complaint';
import { FakeBridge } from '@imageco/complaint/testing';
import { ComplaintServiceService, ReplyResponse } from '@imageco/complaint/v1';
import { Server, ServerCredentials } from '@grpc/grpc-js';

import { faultOfAddress } from '../src/address.js';
import { serviceConfig } from '../src/gen/service_config.js';
import { Authority, type Identity } from './authority.js';
import { aReply, failureOf } from './replies.js';

const CONFIG_FILE = new URL(
  '../../../../proto/imageco/complaint/v1/service_config.json',
  import.meta.url,
);

const VECTORS_FILE = new URL('../../../../tests/vectors/clients.json', import.meta.url);

describe('the service config', () => {
  test("is the contract's", (t) => {
    if (!existsSync(CONFIG_FILE)) {
      t.skip('proto/ is not here');
      return;
    }
    assert.equal(serviceConfig, readFileSync(CONFIG_FILE, 'utf8'));
  });

  test('is the one in use: round_robin asks every address of the target', async () => {
    await using one = await FakeBridge.start();
    await using other = await FakeBridge.start();
    using client = ComplaintClient.connect(`ipv4:${one.target},${other.target}`, { plaintext: true });
    for (let count = 0; count < 20; count += 1) await client.reply(aReply());
    assert.ok(one.seen.length >= 5 && other.seen.length >= 5, `${one.seen.length} and ${other.seen.length}`);
  });

  test('sends a call that a draining server refuses to another', async () => {
    await using one = await FakeBridge.start();
    await using other = await FakeBridge.start();
    one.plan({ fail: 'DRAINING', times: 99 });
    using client = ComplaintClient.connect(`ipv4:${one.target},${other.target}`, { plaintext: true });
    for (let count = 0; count < 4; count += 1) await client.reply(aReply());
    assert.equal(other.seen.length, 4);
  });
});

/** A server with this certificate; it asks callers for theirs where callersCa is given. */
class TlsServer {
  readonly #server = new Server();
  port = 0;

  static async start(identity: Identity, callersCa?: string): Promise<TlsServer> {
    const server = new TlsServer();
    server.#server.addService(ComplaintServiceService, {
      reply: (_call: unknown, callback: (error: null, response: ReplyResponse) => void) => {
        callback(null, ReplyResponse.fromPartial({ result: { id: '0000', comment: '' } }));
      },
      getReply: () => undefined,
    });
    const pair = {
      private_key: readFileSync(identity.privateKeyFile),
      cert_chain: readFileSync(identity.certificateFile),
    };
    const ca = callersCa === undefined ? null : readFileSync(callersCa);
    const credentials = ServerCredentials.createSsl(ca, [pair], callersCa !== undefined);
    server.port = await new Promise((resolve, reject) => {
      server.#server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
        if (error) reject(error);
        else resolve(port);
      });
    });
    return server;
  }

  /** How one call with these options ends: "0000", or the error's code. */
  async call(options: ConnectOptions): Promise<string> {
    using client = ComplaintClient.connect(`127.0.0.1:${this.port}`, { retries: false, ...options });
    const call = client.reply(aReply(), { deadlineMs: 5_000 });
    return await call.then(
      ({ result }) => result?.id ?? '',
      async () => (await failureOf(call)).code,
    );
  }

  [Symbol.dispose](): void {
    this.#server.forceShutdown();
  }
}

describe('TLS', () => {
  test('takes the authority as a file, text or bytes', async () => {
    using authority = new Authority();
    using server = await TlsServer.start(authority.issue('IP:127.0.0.1'));
    const { caFile } = authority;
    assert.equal(await server.call({ tls: { caFile } }), '0000');
    assert.equal(await server.call({ tls: { ca: readFileSync(caFile) } }), '0000');
    assert.equal(await server.call({ tls: { ca: readFileSync(caFile, 'utf8') } }), '0000');
  });

  test('is the default, and trusts no unknown authority', async () => {
    using authority = new Authority();
    using other = new Authority();
    using server = await TlsServer.start(authority.issue('IP:127.0.0.1'));
    assert.equal(await server.call({}), 'UNAVAILABLE');
    assert.equal(await server.call({ tls: {} }), 'UNAVAILABLE');
    assert.equal(await server.call({ tls: { caFile: other.caFile } }), 'UNAVAILABLE');
  });

  test('wants the name of the target, or the one given', async () => {
    using authority = new Authority();
    using server = await TlsServer.start(authority.issue('DNS:complaint-server'));
    const { caFile } = authority;
    assert.equal(await server.call({ tls: { caFile } }), 'UNAVAILABLE');
    assert.equal(await server.call({ tls: { caFile, serverName: 'complaint-server' } }), '0000');
  });

  test('shows the certificate of the caller', async () => {
    using authority = new Authority();
    using server = await TlsServer.start(authority.issue('IP:127.0.0.1'), authority.caFile);
    const { caFile } = authority;
    const { certificateFile, privateKeyFile } = authority.issue('URI:spiffe://shop/orders');
    assert.equal(await server.call({ tls: { caFile, certificateFile, privateKeyFile } }), '0000');
    assert.equal(await server.call({ tls: { caFile } }), 'UNAVAILABLE');
    const certificate = readFileSync(certificateFile);
    const privateKey = readFileSync(privateKeyFile);
    assert.equal(await server.call({ tls: { caFile, certificate, privateKey } }), '0000');
  });

  test('reads its files again when they change', async () => {
    using authority = new Authority();
    using other = new Authority();
    using server = await TlsServer.start(authority.issue('IP:127.0.0.1'), authority.caFile);
    const folder = mkdtempSync(join(tmpdir(), 'caller-'));
    const name = (file: string) => join(folder, file);
    const write = (from: Authority, { certificateFile, privateKeyFile }: Identity) => {
      copyFileSync(from.caFile, name('ca'));
      copyFileSync(certificateFile, name('certificate'));
      copyFileSync(privateKeyFile, name('key'));
    };
    write(other, other.issue('URI:spiffe://shop/orders'));
    const files = { caFile: name('ca'), certificateFile: name('certificate'), privateKeyFile: name('key') };
    using client = ComplaintClient.connect(`127.0.0.1:${server.port}`, { tls: files, retries: false });
    assert.equal((await failureOf(client.reply(aReply()))).sent, 'NOTHING');
    write(authority, authority.issue('URI:spiffe://shop/orders'));
    const { stub } = client;
    await client.reply(aReply());
    writeFileSync(name('certificate'), 'half a file');
    await client.reply(aReply()); // those before count on
    assert.equal(client.stub, stub);
    rmSync(folder, { recursive: true });
  });
});

describe('connect throws', () => {
  const bad: [string, ConnectOptions, RegExp][] = [
    ['where plaintext and TLS are both wanted', { plaintext: true, tls: {} }, /exclude each other/],
    ['where a file is not there', { tls: { caFile: '/nowhere/ca.crt' } }, /caFile: \/nowhere\/ca\.crt cannot be read: ENOENT/],
    ['where a file and its text are both given', { tls: { caFile: 'x', ca: 'x' } }, /exclude each other/],
    ['where a certificate comes without its key', { tls: { certificate: '-----BEGIN x' } }, /both or not at all/],
    ['where a text is no PEM', { tls: { ca: 'x' } }, /tls\.ca: holds no PEM/],
    ['where a text holds no certificate', { tls: { ca: '-----BEGIN x' } }, /tls\.ca holds no certificate in PEM/],
    ['where a deadline is none', { deadlineMs: 0 }, /deadlineMs must be longer than nothing/],
    ['where an option is unknown', { retires: false } as ConnectOptions, /no option retires: .*retries/],
    ['where an option of TLS is', { tls: { cafile: 'x' } } as ConnectOptions, /no option tls\.cafile: /],
    ['where one is of the wrong type', { retries: 'no' } as unknown as ConnectOptions, /retries must be/],
    ['where a time is none', { deadlineMs: NaN }, /deadlineMs must be a finite number/],
  ];
  for (const [name, options, message] of bad) {
    test(name, () => {
      assert.throws(() => ComplaintClient.connect('127.0.0.1:1', options), message);
    });
  }

  test('where the private key is of another certificate', () => {
    using authority = new Authority();
    const [{ certificateFile }, { privateKeyFile }] = [authority.issue('DNS:a'), authority.issue('DNS:b')];
    assert.throws(
      () => ComplaintClient.connect('127.0.0.1:1', { tls: { certificateFile, privateKeyFile } }),
      /the private key does not fit the certificate/,
    );
  });

  test('for the type checker too, where a name is not one of its options', () => {
    const options = { plaintext: true as const, retires: false };
    // @ts-expect-error: there is no such option, even in a variable.
    assert.throws(() => ComplaintClient.connect('127.0.0.1:1', options));
    const tls = { tls: { cafile: 'x' } };
    // @ts-expect-error: nor is there one of TLS.
    assert.throws(() => ComplaintClient.connect('127.0.0.1:1', tls));
    // @ts-expect-error: nor in place.
    assert.throws(() => ComplaintClient.connect('127.0.0.1:1', { plaintext: true, timeout: 1 }));
    const good = { tls: { serverName: 'x' }, retries: false };
    ComplaintClient.connect('127.0.0.1:1', good).close();
  });

  test('where the target is no address, in the words of every client', (t) => {
    assert.throws(() => ComplaintClient.connect('http://127.0.0.1:1'), /is a URL: give HOST:PORT/);
    if (!existsSync(VECTORS_FILE)) {
      t.skip('tests/ is not here');
      return;
    }
    const { addresses } = JSON.parse(readFileSync(VECTORS_FILE, 'utf8')) as {
      addresses: { address: string; fault: string }[];
    };
    assert.ok(addresses.length > 0);
    for (const { address, fault } of addresses) assert.equal(faultOfAddress(address), fault);
  });
});
