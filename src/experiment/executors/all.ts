/** Every executor there is. Adding one: its file, and its line here; it is loaded when it is chosen. */
import type { OpenExecutor } from '../task/executor.ts';

export const executors = {
  local: async (options) => (await import('./local.ts')).openLocal(options),
  inline: async () => (await import('./inline.ts')).openInline(),
  bullmq: async (options) => (await import('./bullmq.ts')).openBullmq(options),
  slurm: async (options) => (await import('./slurm.ts')).openSlurm(options),
} satisfies Record<string, OpenExecutor>;
