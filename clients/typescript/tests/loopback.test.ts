import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { isLoopback } from '../src/loopback.js';

const OURS = `
  127.0.0.1:50051 127.9.8.7:1 127.0.0.1 localhost:1 localhost [::1]:1 [::1] ::1 [0:0:0:0:0:0:0:1]:1
  [::ffff:127.0.0.1]:1 ipv4:127.0.0.1:1 ipv6:[::1]:1 dns:///localhost:1 dns:localhost:1
  dns:///[::1]:1 unix:/run/bridge unix:///run/bridge unix-abstract:bridge`;
const LOOK_ALIKES = `
  127.0.0.1.example.com:1 127.example.com:1 localhost.example.com:1 10.0.0.1:127 128.0.0.1:1
  [::2]:1 [1::1]:1 [::1%1]:1 0.0.0.0:1 [::]:1 127.1:1 127.0.0.01:1 2130706433:1 dns:///127.a:1
  dns://127.0.0.1/a:1 127.0.0.1:1,10.0.0.1:1 127.0.0.1:1,10.0.0.1 [::1]:1,[2001:db8::1]:1
  ipv4:127.0.0.1:1,10.0.0.1:1 ipv6:[::1]:1,[2001:db8::1]:1
  126.0.0.1:1 127.0.0.1@a:1 [::1]a:1 [::1]:1,10.0.0.1 unixes:1 :1 [ []`;

describe('isLoopback', () => {
  for (const target of wordsOf(OURS)) {
    test(`knows ${target}`, () => {
      assert.ok(isLoopback(target));
    });
  }

  for (const target of ['', ...wordsOf(LOOK_ALIKES)]) {
    test(`is not taken in by "${target}"`, () => {
      assert.ok(!isLoopback(target));
    });
  }
});

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}
