/** What do all commands share that take their time? Ctrl-C stops them cleanly, a bar says how far they are, and at the end both are gone. */
import { EXIT } from './exit.ts';
import { onInterrupt } from './interrupt.ts';
import { type Progress, progress } from './terminal.ts';

export interface Running {
  readonly signal: AbortSignal;
  show: Progress['show'];
  /** The bar is about something else from now on. */
  begin(label: string): void;
  /** Takes the bar away until it is shown again, so that something can be printed. */
  clear(): void;
}

/** What ends the work of whoever is told to stop: Ctrl-C reaches the programs of a cluster that are being asked, too. */
const STOPPED = new Set(['AbortError', 'ClusterError']);

/** The exit code that `work` gives, or 130 where it was told to stop and throws that. `stopping`: what the first Ctrl-C says. */
export async function running(
  { label, stopping, quiet }: { label: string; stopping: string; quiet: boolean },
  work: (running: Running) => Promise<number>,
): Promise<number> {
  const { signal, release } = onInterrupt(stopping);
  let bar = progress(label, quiet);
  try {
    return await work({
      signal,
      show: (what, done, total) => bar.show(what, done, total),
      begin(name) {
        bar.end();
        bar = progress(name, quiet);
      },
      clear: () => bar.end(),
    });
  } catch (error) {
    if (signal.aborted && error instanceof Error && STOPPED.has(error.name)) return EXIT.interrupted;
    throw error;
  } finally {
    bar.end();
    release();
  }
}
