// The package as others get it: installed from its tarball into a project elsewhere.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { FakeBridge } from '@imageco/complaint/testing';

import { type ProgramEnd, run } from './example.js';

const FOLDER = fileURLToPath(new URL('../../', import.meta.url));
const { version, devDependencies } = JSON.parse(readFileSync(`${FOLDER}package.json`, 'utf8')) as {
  version: string;
  devDependencies: Record<string, string>;
};
const TARBALL = join(FOLDER, `../../build/clients/typescript/imageco-complaint-${version}.tgz`);

const COMMON = `
import { ComplaintClient } from '@imageco/complaint';

const client = ComplaintClient.connect(process.argv[2] ?? '', { plaintext: true });
const request = {
  isspid: '39493002',
  sellerAccount: '66660000000000001',
  complaintId: '200201820200101080076610000',
  responseContent: '已与用户沟通解决',
};
void client.reply(request).then(({ transactionId, result }) => {
  console.log(transactionId, result?.id, result?.comment);
  client.close();
});
`;

test('the lock file names no registry', () => {
  assert.doesNotMatch(readFileSync(`${FOLDER}package-lock.json`, 'utf8'), /"resolved"/);
});

describe('the tarball', { skip: existsSync(TARBALL) ? false : `there is no ${TARBALL}: run test.sh` }, () => {
  const project = mkdtempSync(join(tmpdir(), 'consumer-'));

  before(async () => {
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
    const wanted = ['typescript', '@types/node'].map((name) => `${name}@${devDependencies[name] ?? ''}`);
    await succeeds('npm', ['install', '--silent', TARBALL, ...wanted]);
  });

  after(() => {
    rmSync(project, { recursive: true });
  });

  async function succeeds(program: string, words: string[]): Promise<ProgramEnd> {
    const end = await run(program, words, project);
    assert.equal(end.code, 0, end.stdout + end.stderr);
    return end;
  }

  async function sendsAReply(program: string): Promise<void> {
    await using fake = await FakeBridge.start();
    const { stdout } = await succeeds(process.execPath, [program, fake.target]);
    assert.match(stdout, /^[0-9a-f]{32} 0000 回复成功\n$/);
    assert.equal(fake.seen.length, 1);
  }

  test('runs the example in plain JavaScript', async () => {
    copyFileSync(`${FOLDER}examples/reply.ts`, join(project, 'plain.js'));
    await sendsAReply('plain.js');
  });

  test('runs the example in strict TypeScript, with every type checked', async () => {
    const names = ['reply', 'settle', 'token', 'orders.test'];
    for (const name of names) copyFileSync(`${FOLDER}examples/${name}.ts`, join(project, `${name}.ts`));
    const options = ['--strict', '--target', 'es2022', '--types', 'node'];
    const modules = ['--module', 'nodenext', '--lib', 'es2022,esnext.disposable'];
    const sources = names.map((name) => `${name}.ts`);
    await succeeds('npx', ['tsc', '--ignoreConfig', ...options, ...modules, ...sources]);
    await sendsAReply('reply.js');
    await succeeds(process.execPath, ['--test', 'orders.test.js']);
  });

  // The compiler writes require() into a .cjs file.
  test('is required by CommonJS, types included', async () => {
    writeFileSync(join(project, 'common.cts'), COMMON);
    await succeeds('npx', ['tsc', '--ignoreConfig', '--strict', '--module', 'nodenext', '--target', 'es2022',
      '--types', 'node', '--lib', 'es2022,esnext.disposable', 'common.cts']);
    assert.match(readFileSync(join(project, 'common.cjs'), 'utf8'), /require\("@imageco\/complaint"\)/);
    await sendsAReply('common.cjs');
  });

  // Since 20.19 and 22.12 Node.js lets ES modules in by require(); before, and here, it does not.
  test('is CommonJS for who requires it', async () => {
    const flag = '--no-experimental-require-module';
    const before = process.allowedNodeEnvironmentFlags.has('--experimental-require-module') ? [flag] : [];
    for (const name of ['', '/testing', '/v1']) {
      const list = `console.log(Object.keys(require("@imageco/complaint${name}")).length > 0)`;
      const { stdout } = await succeeds(process.execPath, [...before, '-e', list, '--input-type=commonjs']);
      assert.equal(stdout, 'true\n');
    }
  });

  test('knows the errors of its other form', async () => {
    const program = 'import { isComplaintError } from "@imageco/complaint"; import { createRequire } from ' +
      '"node:module"; const other = createRequire(import.meta.url)("@imageco/complaint"); const client = ' +
      'other.ComplaintClient.connect("127.0.0.1:1", { plaintext: true }); client.close(); ' +
      'await client.getReply({ transactionId: "t" }).catch((error) => console.log(isComplaintError(error)))';
    const { stdout } = await succeeds(process.execPath, ['--input-type=module', '-e', program]);
    assert.equal(stdout, 'true\n');
  });

  test('holds the messages and stubs under ./v1, and nothing of the tests', async () => {
    const list = 'import * as v1 from "@imageco/complaint/v1"; console.log(Object.keys(v1).join())';
    const { stdout } = await succeeds(process.execPath, ['--input-type=module', '-e', list]);
    for (const name of ['ReplyRequest', 'ComplaintServiceClient', 'ReplyAdminServiceClient', 'ErrorReason']) {
      assert.ok(stdout.includes(name), name);
    }
    const installed = join(project, 'node_modules/@imageco/complaint');
    for (const folder of ['src', 'tests', 'out', 'node_modules']) {
      assert.ok(!existsSync(join(installed, folder)), folder);
    }
    for (const file of ['LICENSE', 'README.md', 'README.zh-CN.md']) assert.ok(existsSync(join(installed, file)), file);
  });
});
