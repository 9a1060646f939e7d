// Who calls, where the bridge knows its callers by tokens.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { inspect } from 'node:util';

import { ComplaintClient, type ComplaintError, complaintErrorFrom, type ConnectOptions } from '@imageco/complaint';
import { FakeBridge } from '@imageco/complaint/testing';
import {
  ListRepliesRequest,
  ReplyAdminServiceClient,
  SettleReplyRequest,
} from '@imageco/complaint/v1';
import { credentials, InterceptingCall, type Interceptor, Metadata, ServerCredentials } from '@grpc/grpc-js';

import { Authority, type Identity } from './authority.js';
import { runExample } from './example.js';
import { aReply, failureOf } from './replies.js';
import { TokenKeeper } from './token-keeper.js';

// As long as a service account's, with every character that a token may hold.
const TOKEN = `${'aZ09-._~+/'.repeat(120)}==`;

const NO_TOKENS: [string, string | Buffer][] = [
  ['nothing', ''],
  ['blanks', ' \n'],
  ['two words', 'planted def'],
  ['two lines', 'planted\ndef'],
  ['a scheme', 'Bearer planted'],
  ['quotes', '"planted"'],
  ['a byte of no text', Buffer.from('planted\xff', 'latin1')],
  ['JSON', '{}'],
  ['what is not ASCII', 'planted\u00e9'],
  ['NUL', 'planted\x00d'],
];

let keeper: TokenKeeper;
let folder: string;
let file: string;

beforeEach(async () => {
  keeper = await TokenKeeper.start();
  folder = mkdtempSync(join(tmpdir(), 'token-'));
  file = join(folder, 'token');
  writeFileSync(file, ` \t\r\n${TOKEN} \n\n`);
});

afterEach(() => {
  keeper[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

function connect(options: ConnectOptions): ComplaintClient {
  return ComplaintClient.connect(keeper.target, { plaintext: true, ...options });
}

function serverCredentials({ certificateFile, privateKeyFile }: Identity): ServerCredentials {
  const pair = { private_key: readFileSync(privateKeyFile), cert_chain: readFileSync(certificateFile) };
  return ServerCredentials.createSsl(null, [pair]);
}

/** Calls a stub's method. */
function raw(start: (done: (error: unknown) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error) reject(complaintErrorFrom(error));
      else resolve();
    });
  });
}

const CALLS: Readonly<Record<string, (client: ComplaintClient) => Promise<unknown>>> = {
  reply: (client) => client.reply(aReply()),
  replyUntilSettled: (client) => client.replyUntilSettled(aReply()),
  getReply: (client) => client.getReply({ transactionId: 'resp1' }),
  listReplies: (client) =>
    raw((done) => client.admin.listReplies(ListRepliesRequest.fromPartial({}), done)),
  settleReply: (client) =>
    raw((done) => client.admin.settleReply(SettleReplyRequest.fromPartial({}), done)),
  'a stub of the caller': (client) =>
    raw((done) => stubOf(client).listReplies(ListRepliesRequest.fromPartial({}), done)),
};

function stubOf(client: ComplaintClient, ...interceptors: Interceptor[]): ReplyAdminServiceClient {
  return new ReplyAdminServiceClient('', credentials.createInsecure(), {
    channelOverride: client.channel,
    interceptors,
  });
}

describe('the token is shown', () => {
  for (const [name, call] of Object.entries(CALLS)) {
    test(`by ${name}, as a text and from a file`, async () => {
      for (const option of [{ token: `${TOKEN}\n` }, { tokenFile: file }]) {
        for (const retries of [true, false]) {
          using client = connect({ ...option, retries });
          await call(client);
          assert.deepEqual(keeper.take(), [`Bearer ${TOKEN}`]);
        }
      }
    });
  }

  test('by nobody who has none', async () => {
    using client = connect({});
    await client.reply(aReply());
    assert.deepEqual(keeper.take(), []);
  });

  test('as it stands in the file now, as the kubelet writes it: the inner of two links changes', async () => {
    const swap = (token: string): void => {
      mkdirSync(join(folder, token));
      writeFileSync(join(folder, token, 'token'), token);
      symlinkSync(token, join(folder, '..new'));
      renameSync(join(folder, '..new'), join(folder, '..data'));
    };
    swap('first');
    symlinkSync('..data/token', join(folder, 'link'));
    using client = connect({ tokenFile: join(folder, 'link') });
    await client.reply(aReply());
    assert.deepEqual(keeper.take(), ['Bearer first']);
    swap('second');
    await client.reply(aReply());
    assert.deepEqual(keeper.take(), ['Bearer second']);
  });

  test('by the example', async () => {
    using authority = new Authority();
    using secure = await TokenKeeper.start(serverCredentials(authority.issue('IP:127.0.0.1')));
    const { code, stdout, stderr } = await runExample('token', secure.target, authority.caFile, file);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^delivered /);
    assert.deepEqual(secure.take(), [`Bearer ${TOKEN}`]);
  });

  test('over TLS', async () => {
    using authority = new Authority();
    using secure = await TokenKeeper.start(serverCredentials(authority.issue('DNS:complaint-server')));
    using client = ComplaintClient.connect(secure.target, {
      tls: { caFile: authority.caFile, serverName: 'complaint-server' },
      token: TOKEN,
    });
    await client.reply(aReply());
    assert.deepEqual(secure.take(), [`Bearer ${TOKEN}`]);
  });

  test('to the fake bridge', async () => {
    await using fake = await FakeBridge.start();
    using client = ComplaintClient.connect(fake.target, { plaintext: true, token: TOKEN });
    await client.reply(aReply());
    assert.equal(fake.seen.length, 1);
  });

  for (const variable of ['grpc_proxy', 'https_proxy', 'http_proxy']) {
    test(`to no proxy of ${variable} on the way to this machine`, async () => {
      process.env[variable] = 'http://127.0.0.1:1';
      try {
        using client = connect({ token: TOKEN, retries: false });
        await client.reply(aReply());
      } finally {
        Reflect.deleteProperty(process.env, variable);
      }
      assert.deepEqual(keeper.take(), [`Bearer ${TOKEN}`]);
    });
  }

  test('to no interceptor, and printed nowhere', async () => {
    using client = connect({ token: TOKEN });
    let heard = inspect(client, { depth: null, showHidden: true });
    const listen: Interceptor = (options, nextCall) =>
      new InterceptingCall(nextCall(options), {
        start(metadata, listener, next) {
          next(metadata, listener);
          heard += inspect([options, metadata], { depth: null });
        },
      });
    const mine = new Metadata();
    mine.set('mine', 'kept');
    await raw((done) => stubOf(client, listen).listReplies(ListRepliesRequest.fromPartial({}), mine, done));
    assert.match(heard, /kept/);
    assert.ok(!heard.includes(TOKEN), heard);
    assert.deepEqual(keeper.take(), [`Bearer ${TOKEN}`]);
  });
});

describe('connect throws', () => {
  for (const [name, content] of NO_TOKENS) {
    test(`where the token is ${name}`, () => {
      const text = content.toString('latin1' as BufferEncoding);
      throws({ token: text }, 'token: holds no token');
      writeFileSync(file, content);
      throws({ tokenFile: file }, `tokenFile: ${file} holds no token`);
    });
  }

  test('where the file cannot be read', () => {
    for (const path of [join(folder, 'nowhere'), folder, '']) {
      throws({ tokenFile: path }, /^tokenFile: E/);
    }
  });

  test('where a text and a file are both given', () => {
    throws({ token: 'planted', tokenFile: 'planted' }, 'token and tokenFile exclude each other');
  });

  for (const target of ['bridge.example:1', 'dns:///10.0.0.7:1', '0.0.0.0:1']) {
    test(`where it would be sent to ${target} in plaintext, and not over TLS`, () => {
      for (const option of [{ token: TOKEN }, { tokenFile: 'nowhere' }]) {
        throws(option, 'a token is sent over TLS, or to this machine, alone', target);
      }
      ComplaintClient.connect(target, { token: TOKEN }).close();
    });
  }

  function throws(option: ConnectOptions, message: string | RegExp, target = '127.0.0.1:1'): void {
    assert.throws(() => ComplaintClient.connect(target, { plaintext: true, ...option }), { message });
  }
});

describe('a call for which there is no token now', () => {
  const spoils: [string, () => void][] = [
    ['absent', () => { rmSync(file); }],
    ...NO_TOKENS.map(([name, content]): [string, () => void] => [
      name,
      () => { writeFileSync(file, content); },
    ]),
  ];
  for (const [name, spoil] of spoils) {
    test(`sends nothing: ${name}`, async () => {
      using client = connect({ tokenFile: file });
      spoil();
      for (const call of Object.values(CALLS)) check(await failureOf(call(client)));
      assert.deepEqual(keeper.take(), []);
      writeFileSync(file, TOKEN);
      await client.reply(aReply());
      assert.deepEqual(keeper.take(), [`Bearer ${TOKEN}`]);
    });
  }

  test('fails at once, where no server answers too', async () => {
    using client = ComplaintClient.connect('127.0.0.1:1', { plaintext: true, tokenFile: file });
    rmSync(file);
    check(await failureOf(client.reply(aReply())));
  });

  function check(error: ComplaintError): void {
    assert.equal(error.code, 'UNAUTHENTICATED');
    assert.equal(error.sent, 'NOTHING');
    assert.match(error.message, /^UNAUTHENTICATED: tokenFile: /);
    assert.doesNotMatch(inspect(error), /planted/);
  }
});
