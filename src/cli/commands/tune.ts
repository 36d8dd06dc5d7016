/** `verisim tune`: search values of rules for goals under constraints; begun again it does the runs that are missing. */
import type { CommandModule } from 'yargs';
import type { TuneOutcome } from '../../api/tune.ts';
import { EXIT, finish } from '../exit.ts';
import { type ExperimentArguments, type Told, withExperiment, withExperimentOptions } from '../experiment.ts';

export const tune: CommandModule<object, ExperimentArguments> = {
  command: 'tune <file>',
  describe: 'search rule parameters for goals under constraints; Pareto front; resumable',
  builder: (yargs) =>
    withExperimentOptions(yargs, 'experiment file (YAML) with goals and tune').example(
      '$0 tune scenarios/experiments/tune-opengradient.yaml',
      '',
    ),
  handler: (args) => finish(async () => withExperiment(args, (await import('../../api/tune.ts')).tune, tell)),
};

async function tell({ tuning, directory, report }: TuneOutcome): Promise<Told> {
  const { tuningData } = await import('../../experiment/tune/files.ts');
  const { tuningText } = await import('../tuningText.ts');
  const found = tuning.winner !== null;
  return {
    code: found ? EXIT.done : EXIT.failed,
    json: () => ({ directory, report, ...tuningData(tuning) }),
    text: () => tuningText(tuning, report),
    remarks: found ? [] : ['No candidate keeps the constraints on fresh seeds: no winner was written.'],
  };
}
