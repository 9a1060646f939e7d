import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../', import.meta.url));
const HOME = 'clients/typescript/';
const BLOCK = /^(.*)\n```(?:ts|js|typescript|javascript)\n([^]*?)^```$/gm;

describe('every block of code stands in a program that is built and run', () => {
  for (const readme of ['README.md', 'README.zh-CN.md']) {
    const blocks = [...readFileSync(FOLDER + readme, 'utf8').matchAll(BLOCK)];
    test(`${readme} has some`, () => {
      assert.ok(blocks.length >= 3);
    });
    for (const [, source = '', code = ''] of blocks) {
      test(`${readme}: ${code.split('\n')[0] ?? ''}`, () => {
        const path = /^<!-- from: (\S+) -->$/.exec(source)?.[1] ?? '';
        assert.ok(path.startsWith(HOME), `which file is it from? ${source}`);
        const program = readFileSync(FOLDER + path.slice(HOME.length), 'utf8');
        assert.ok(bare(program).includes(bare(code)), `${path} holds something else`);
      });
    }
  }
});

/** Without indentation, which a part of a file has more of than its block. */
function bare(code: string): string {
  return code.trim().replace(/^\s+/gm, '');
}
