/** `verisim calibrate`: run real models in every way there is, and write down how far their answers lie apart. */
import type { CommandModule } from 'yargs';
import type { Profile } from '../../inference/profile.ts';
import { EXIT, finish, UsageError } from '../exit.ts';
import { checkCount, JSON_OUTPUT, QUIET } from '../options.ts';

interface CalibrateArguments {
  target: string;
  inputs?: number | undefined;
  seed: string;
  seconds: number;
  out?: string | undefined;
  json: boolean;
  quiet: boolean;
}

export const calibrate: CommandModule<object, CalibrateArguments> = {
  command: 'calibrate <target>',
  describe: 'run real ONNX inference and write the profile of a model',
  builder: (yargs) =>
    yargs
      .positional('target', {
        type: 'string',
        demandOption: true,
        describe: 'a .onnx file, a model folder, or a scenario (all of its models)',
      })
      .option('inputs', { type: 'number', requiresArg: true, describe: 'how many inputs; default 256' })
      .option('seed', { type: 'string', requiresArg: true, default: '1', describe: 'of generated inputs and answers' })
      .option('seconds', { type: 'number', requiresArg: true, default: 10, describe: 'to spend on timing a model' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'directory for profiles; default beside the model',
      })
      .option('json', JSON_OUTPUT)
      .option('quiet', QUIET),
  handler: (args) => finish(() => calibrateAll(args)),
};

async function calibrateAll(args: CalibrateArguments): Promise<number> {
  checkCount('inputs', args.inputs);
  if (!(args.seconds > 0)) throw new UsageError('--seconds must be more than 0');
  const api = await import('../../api/calibrate.ts');
  const { print, printJson, progress } = await import('../terminal.ts');
  const { inputs, seed, seconds, out } = args;
  const bar = progress('calibrate', args.quiet);
  const written: object[] = [];
  try {
    for await (const { profile, path } of api.calibrate(args.target, {
      ...{ inputs, seed, seconds, out },
      onProgress: bar.show,
    })) {
      bar.end();
      const { model, classes, leftOut = [] } = profile;
      written.push({ model: model.name, profile: path, classes, leftOut });
      if (!args.json && !args.quiet) for (const line of await describe(profile, path)) print(line);
    }
  } finally {
    bar.end();
  }
  if (args.json) printJson(written);
  return EXIT.done;
}

/** A table of the classes: what each costs, and how often it is told apart from the reference. */
async function describe(profile: Profile, path: string): Promise<string[]> {
  const { tell } = await import('../../charts/numbers.ts');
  const { columns } = await import('../terminal.ts');
  const [metric, comparison] = Object.entries(profile.metrics)[0] ?? [];
  const rows = profile.classes.map(({ name, kind, cost }) => {
    const detected = comparison?.test.detection[name];
    const told = detected === undefined ? '' : `${detected} of ${comparison!.test.n}`;
    return [`  ${name}`, kind, tell(cost), told];
  });
  return [
    `${profile.model.name}: ${profile.inputs.count} inputs (${profile.inputs.source})`,
    ...columns([['  class', 'kind', 'cost', `detected${metric === undefined ? '' : ` by ${metric}`}`], ...rows], [2]),
    ...(comparison === undefined
      ? []
      : [
          `  threshold ${tell(comparison.threshold)}, honest beyond it ${comparison.test.falsePositive} of ${comparison.test.n}`,
        ]),
    ...(profile.leftOut ?? []).map(({ name, reason }) => `  left out: ${name}: ${reason}`),
    `Profile: ${path}`,
  ];
}
