/** `verisim sensitivity <experiment.yaml>`: which factors matter, alone and together, and how much is luck? */
import type { CommandModule } from 'yargs';
import type { SensitivityOutcome } from '../../api/sensitivity.ts';
import { EXIT, finish } from '../exit.ts';
import { type ExperimentArguments, RETRY, type Told, withExperiment, withExperimentOptions } from '../experiment.ts';
import { checkCount, REPLICATIONS } from '../options.ts';

interface SensitivityArguments extends ExperimentArguments {
  replications?: number | undefined;
  retry: boolean;
}

export const sensitivity: CommandModule<object, SensitivityArguments> = {
  command: 'sensitivity <file>',
  describe: 'which factors of an experiment matter: Sobol’s indices or Morris’s screening',
  builder: (yargs) =>
    withExperimentOptions(yargs, 'experiment file (YAML) with a sensitivity section')
      .option('replications', {
        ...REPLICATIONS,
        describe: 'seeds that every point is run under, instead of the experiment’s',
      })
      .option('retry', RETRY)
      .example('$0 sensitivity scenarios/experiments/sensitivity-audits.yaml', ''),
  handler: (args) =>
    finish(async () => {
      const { replications, retry, detach } = args;
      checkCount('replications', replications);
      const api = await import('../../api/sensitivity.ts');
      const ask: typeof api.sensitivity = (file, options) => api.sensitivity(file, { ...options, replications, retry });
      return withExperiment(args, ask, (outcome) => tell(outcome, detach));
    }),
};

async function tell({ sensitivity: found, directory, report }: SensitivityOutcome, detach: boolean): Promise<Told> {
  const { sensitivityText } = await import('../sensitivityText.ts');
  return {
    // Runs that were submitted are not there yet: that nothing can be said of them is no failure.
    code: report === null && !detach ? EXIT.failed : EXIT.done,
    json: () => ({ directory, report, ...found }),
    text: () => (report === null ? null : sensitivityText(found, report)),
    remarks: found.leftOut.map(({ metric, reason }) => `Nothing is said about ${metric}: ${reason}`),
  };
}
