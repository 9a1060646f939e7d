import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key, as files of PEM. */
export interface Identity {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
}

/** A certificate authority of its own for each test. */
export class Authority {
  readonly #folder = mkdtempSync(join(tmpdir(), 'authority-'));
  readonly caFile = join(this.#folder, 'ca.crt');
  readonly #key = join(this.#folder, 'ca.key');

  constructor() {
    openssl('req', '-x509', ...NEW_KEY, this.#key, '-out', this.caFile, '-subj', '/CN=test authority');
  }

  /** Signs a certificate for this name, e.g. "DNS:server". */
  issue(name: string): Identity {
    const path = join(this.#folder, name.replace(/\W/g, '-'));
    const identity = { certificateFile: `${path}.crt`, privateKeyFile: `${path}.key` };
    openssl('req', ...NEW_KEY, identity.privateKeyFile, '-out', `${path}.csr`, '-subj', '/CN=test');
    writeFileSync(`${path}.ext`, `subjectAltName=${name}`);
    openssl(
      ...['x509', '-req', '-in', `${path}.csr`, '-CA', this.caFile, '-CAkey', this.#key],
      ...['-CAcreateserial', '-days', '1', '-extfile', `${path}.ext`, '-out', identity.certificateFile],
    );
    return identity;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout'];

function openssl(...words: string[]): void {
  execFileSync('openssl', words, { stdio: ['ignore', 'ignore', 'pipe'] });
}
