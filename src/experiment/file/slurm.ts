/** What does an experiment ask of Slurm? Where its jobs run, what each may use, and how its runs are spread over them. */
import * as z from 'zod';

/** Slurm's own forms: minutes, minutes:seconds, hours:minutes:seconds, days-hours, days-hours:minutes(:seconds). */
const TIME = /^(\d+|\d+:\d{1,2}(:\d{1,2})?|\d+-\d{1,2}(:\d{1,2}){0,2})$/;
const MEMORY = /^\d+[KMGT]?$/;

const line = (description: string) =>
  z
    .string()
    .min(1)
    .regex(/^[^\n]*$/, 'is more than one line')
    .describe(description);

export const slurm = z
  .strictObject({
    partition: line('Partition of the jobs; the cluster’s default one where it is left out.').optional(),
    account: line('Account that is charged.').optional(),
    qos: line('Quality of service.').optional(),
    time: z
      .union([z.int().min(1), z.string().regex(TIME, 'is no time of Slurm, such as "30", "2:00:00" or "1-12"')])
      .describe('Time limit of each array task, in Slurm’s own form: minutes, hours:minutes:seconds or days-hours.')
      .optional(),
    memory: z
      .union([z.int().min(1), z.string().regex(MEMORY, 'is no memory of Slurm, such as "2G"')])
      .describe('Memory of each array task, as in Slurm’s --mem: megabytes, or with a unit.')
      .optional(),
    cpus: z.int().min(1).describe('Cores of each array task; it does as many runs at once.').default(1),
    runs: z
      .int()
      .min(1)
      .describe(
        'Runs of each array task; more where the cluster allows fewer array tasks. Left out: 10, or what spreads them over 100.',
      )
      .optional(),
    at_once: z.int().min(1).describe('Array tasks that may run at once; all by default.').optional(),
    tries: z
      .int()
      .min(1)
      .describe('How often a run is submitted while its array tasks end without it; then the rest is given up.')
      .default(3),
    options: z
      .array(line('One option.').regex(/^-/, 'is no option, such as "--constraint=avx2"'))
      .describe('Further options of sbatch.')
      .default([]),
    setup: z.string().describe('Shell lines before the work of each job, such as "module load nodejs".').optional(),
    poll: z.number().min(0.1).describe('Seconds between two looks at the queue.').default(10),
  })
  .describe('What jobs on a Slurm cluster may use, and how runs are spread over them.');

export type SlurmSettings = z.infer<typeof slurm>;
