// Everything that wants the real server and the sandbox stands in this file: files run side by side,
// and the cases stop and start the servers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';

import { runExample } from './example.js';
import { runCase, type SharedCase } from './shared-case.js';
import { Stage } from './stage.js';

const stage = Stage.find();

if (stage === undefined) {
  test('the examples and the shared cases', (t) => {
    t.skip('IMAGECO_STAGE is unset: start me with tests/clients/stage.py');
  });
} else {
  after(() => {
    stage.close();
  });

  describe('the example', () => {
    test('reply sends a reply', async () => {
      const { code, stdout } = await runExample('reply', stage.server('plain').address);
      assert.match(stdout, /^[0-9a-f]{32} 0000 回复成功\n$/);
      assert.equal(code, 0);
    });

    const { address, ca_file = '', certificate_file = '', private_key_file = '' } = stage.server('mtls');
    const mtls = [address, ca_file, certificate_file, private_key_file];

    test('settle sends a reply over mTLS', async () => {
      const { code, stdout } = await runExample('settle', ...mtls);
      assert.match(stdout, /^delivered [0-9a-f]{32} 回复成功\n$/);
      assert.equal(code, 0);
    });

    test('settle tells why nothing was sent', async () => {
      const { code, stderr } = await runExample('settle', ...mtls, '39493003');
      assert.match(stderr, /^not sent: CALLER_NOT_ALLOWED: /m);
      assert.equal(code, 1);
    });
  });

  describe('the shared case', () => {
    const { cases } = JSON.parse(readFileSync(process.env.IMAGECO_VECTORS ?? '', 'utf8')) as {
      cases: SharedCase[];
    };
    for (const shared of cases) {
      test(shared.name, () => runCase(shared, stage));
    }
  });
}
