/** Waits; ends early where a signal is aborted, whatever its state was at the start. */
export function pause(ms: number, ...signals: (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    for (const signal of signals) signal?.addEventListener('abort', wake, { once: true });
    if (signals.some((signal) => signal?.aborted)) wake();
  });
}
