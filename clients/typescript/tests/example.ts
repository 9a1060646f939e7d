import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an example of this package. */
export function runExample(name: string, ...words: string[]): Promise<ProgramEnd> {
  const program = fileURLToPath(new URL(`../examples/${name}.js`, import.meta.url));
  return run(process.execPath, [program, ...words]);
}

/** Runs a program for a minute at most. */
export function run(program: string, words: string[], folder?: string): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    execFile(program, words, { cwd: folder, timeout: 60_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}
