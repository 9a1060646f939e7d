const URL_SCHEME = /^https?:\/\//i;
/** Targets of gRPC's that hold no host and port. */
const OF_GRPC = /^(unix|unix-abstract|ipv4|ipv6|vsock):/;
const DNS = /^dns:(\/\/[^/]*\/)?/;
const PORT = /^(?:[^[\]:]*|\[[^\]]*\]):([^:]*)$/;

/**
 * What is wrong with a gRPC target by its looks, in the words of every client; "": nothing. Only what
 * is, or may be, a host and a port is looked at: any other scheme than "dns" is gRPC's affair.
 */
export function faultOfAddress(target: string): string {
  if (target === '') return 'the address is empty: give HOST:PORT';
  if (URL_SCHEME.test(target)) return `the address "${target}" is a URL: give HOST:PORT`;
  if (OF_GRPC.test(target)) return '';
  const address = target.replace(DNS, '');
  const port = address.includes('://') ? undefined : PORT.exec(address)?.[1];
  if (port === undefined || isPort(port)) return '';
  return `the address "${target}" has no port of 1 to 65535`;
}

function isPort(text: string): boolean {
  return /^[0-9]{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}
