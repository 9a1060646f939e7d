import { type Channel, connectivityState } from '@grpc/grpc-js';

/**
 * READY, or what the attempt to connect ended in; undefined: it had not ended in time, or a signal
 * aborted before.
 *
 * A reply is handed to gRPC only where a connection stands. Then that nothing was sent is sure where
 * none does: there was no Reply. That a call failed before it had a connection could not be told from
 * its status, whose words others may have written.
 */
export async function awaitConnection(
  channel: Channel,
  ms: number,
  ...signals: (AbortSignal | undefined)[]
): Promise<connectivityState | undefined> {
  const end = Date.now() + ms;
  let state = channel.getConnectivityState(true);
  while (state === connectivityState.IDLE || state === connectivityState.CONNECTING) {
    if (!(await changes(channel, state, end, signals))) return undefined;
    state = channel.getConnectivityState(true);
  }
  return state;
}

/** Whether the state is another, in time and before a signal aborts. */
async function changes(
  channel: Channel,
  state: connectivityState,
  end: number,
  signals: (AbortSignal | undefined)[],
): Promise<boolean> {
  if (signals.some((signal) => signal?.aborted)) return false;
  return new Promise((resolve) => {
    const give = (changed: boolean) => {
      for (const signal of signals) signal?.removeEventListener('abort', stop);
      resolve(changed);
    };
    const stop = () => {
      give(false);
    };
    for (const signal of signals) signal?.addEventListener('abort', stop, { once: true });
    channel.watchConnectivityState(state, end, (error) => {
      give(error === undefined);
    });
  });
}
