/** `verisim sweep`: many runs over a design of points; what is done is kept, and begun again it does what is missing. */
import type { CommandModule } from 'yargs';
import type { SweepOutcome } from '../../api/sweep.ts';
import { EXIT, finish } from '../exit.ts';
import { type ExperimentArguments, RETRY, type Told, withExperiment, withExperimentOptions } from '../experiment.ts';

interface SweepArguments extends ExperimentArguments {
  retry: boolean;
}

export const sweep: CommandModule<object, SweepArguments> = {
  command: 'sweep <file>',
  describe: 'many runs over a design of parameter points; resumable',
  builder: (yargs) =>
    withExperimentOptions(yargs, 'experiment file (YAML)')
      .option('retry', RETRY)
      .example('$0 sweep scenarios/experiments/audit-rate.yaml', '')
      .example('$0 sweep my-sweep.yaml --workers 8 --set horizon=1d', '')
      .example('$0 sweep my-sweep.yaml --executor bullmq --redis redis://queue:6379', '')
      .example('$0 sweep my-sweep.yaml --executor slurm --slurm partition=long --slurm time=2:00:00', ''),
  handler: (args) =>
    finish(async () => {
      const api = await import('../../api/sweep.ts');
      const ask: typeof api.sweep = (file, options) => api.sweep(file, { ...options, retry: args.retry });
      return withExperiment(args, ask, tell);
    }),
};

async function tell({ result, directory, report }: SweepOutcome): Promise<Told> {
  const { sweepText } = await import('../sweepText.ts');
  const { experiment, points, runs, failed, missing, fresh, errors, interrupted } = result;
  const worst = errors.slice(0, 3).map((each) => `\n  ${each.runs} x ${each.error}`);
  return {
    code: interrupted ? EXIT.interrupted : failed > 0 ? EXIT.failed : EXIT.done,
    json: () => ({
      ...{ name: experiment.name, directory, report, seed: experiment.seed, runs, fresh, failed, missing },
      points: points.map(({ point, ...rest }) => ({
        point: point.resolved.hash,
        base: point.base,
        values: Object.fromEntries(experiment.factors.map(({ name }, k) => [name, point.values[k]])),
        ...rest,
      })),
    }),
    text: () => sweepText(result, report),
    remarks: failed > 0 ? [`${failed} of ${runs} runs failed:${worst.join('')}`] : [],
  };
}
