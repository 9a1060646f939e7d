import { BlockList, isIP } from 'node:net';

const UNIX = ['unix:', 'unix-abstract:'];
const SCHEMES = ['dns:///', 'dns:', 'ipv4:', 'ipv6:'];

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Whether a gRPC target is an address of this machine alone: 127.0.0.0/8, ::1, localhost, a Unix
 * socket. No name is looked up.
 */
export function isLoopback(target: string): boolean {
  if (UNIX.some((scheme) => target.startsWith(scheme))) return true;
  const scheme = SCHEMES.find((known) => target.startsWith(known)) ?? '';
  const host = hostOf(target.slice(scheme.length));
  return host === 'localhost' || isLoopbackAddress(host);
}

/** Of "HOST:PORT", "[HOST]:PORT", or a host alone, which may be an IPv6 address. */
function hostOf(address: string): string {
  const found = /^(?:\[(.*)\](?::\d*)?|([^:]*):\d*)$/s.exec(address);
  return found ? (found[1] ?? found[2] ?? '') : address;
}

function isLoopbackAddress(host: string): boolean {
  if (host.includes('%')) return false;
  const version = isIP(host);
  return version !== 0 && LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
