/** On which machine and runtimes was something measured? */
import { arch, availableParallelism, cpus, platform } from 'node:os';
import type { Profile } from '../profile.ts';

export function machine(): Profile['machine'] {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    arch: arch(),
    platform: platform(),
  };
}
