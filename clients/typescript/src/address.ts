const URL_SCHEME = /^https?:\/\//i;
/** Targets of gRPC's that hold no host and port. */
const OF_GRPC = /^(unix|unix-abstract|ipv4|ipv6|vsock):/;
const DNS = /^dns:(\/\/[^/]*\/)?/;
const PORT = /^([^[\]:]*|\[[^\]]*\]):([^:]*)$/;

/**
 * What is wrong with a gRPC target by its looks, in the words of every client; "": nothing. Only what
 * is, or may be, a host and a port is looked at: any other scheme than "dns" is gRPC's affair.
 */
export function faultOfAddress(target: string): string {
  if (target === '') return 'the address is empty: give HOST:PORT';
  const fault = faultIn(target);
  return fault === '' ? '' : `the address "${target}" ${fault}`;
}

function faultIn(target: string): string {
  if (URL_SCHEME.test(target)) return 'is a URL: give HOST:PORT';
  const address = target.replace(DNS, '');
  if (OF_GRPC.test(target) || address.includes('://')) return '';
  if (/[ \t\r\n]/.test(address)) return 'holds a blank: give HOST:PORT';
  if (address.includes(',')) return 'is a list: give HOST:PORT';
  const [, host = address, port] = PORT.exec(address) ?? [];
  if (port !== undefined && !isPort(port)) return 'has no port of 1 to 65535';
  return host === '' ? 'has no host: give HOST:PORT' : '';
}

function isPort(text: string): boolean {
  return /^[0-9]{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}
