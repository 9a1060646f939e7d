// How the sources of the package hang together.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

/** What each source of ours imports, types included, by their paths. */
function imports(): Map<string, string[]> {
  const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  const ours = names.filter((name) => name.endsWith('.ts') && !name.startsWith('gen'));
  return new Map(ours.map((name) => [name, importsOf(name)]));
}

function importsOf(name: string): string[] {
  const text = readFileSync(join(SOURCES, name), 'utf8');
  const paths = [...text.matchAll(/ from '(\.[^']+)\.js'/g)].map(([, path]) => path ?? '');
  return paths.map((path) => `${join(dirname(name), path)}.ts`);
}

/** The first way back to where it came from; undefined: there is none. */
function circleIn(graph: Map<string, string[]>): string[] | undefined {
  const done = new Set<string>();
  const walk = (name: string, way: string[]): string[] | undefined => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of graph.get(name) ?? []) {
      const circle = walk(next, [...way, name]);
      if (circle !== undefined) return circle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of graph.keys()) {
    const circle = walk(name, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

test('no source needs itself', () => {
  const graph = imports();
  assert.ok(graph.get('index.ts')?.includes('client.ts'), 'the sources are read');
  assert.deepEqual(circleIn(graph), undefined);
});
