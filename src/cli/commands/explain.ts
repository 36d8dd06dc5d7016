/** `verisim explain`: one building block with its parameters, defaults, units, formula and source. */
import type { CommandModule } from 'yargs';
import type { Block, Parameter } from '../../api/catalogue.ts';
import { EXIT, finish } from '../exit.ts';
import { JSON_OUTPUT } from '../options.ts';

interface ExplainArguments {
  name: string;
  json: boolean;
}

export const explain: CommandModule<object, ExplainArguments> = {
  command: 'explain <name>',
  describe: 'parameters, defaults, units, formula and source of a building block',
  builder: (yargs) =>
    yargs
      .positional('name', {
        type: 'string',
        demandOption: true,
        describe: 'name as `list` has it; slot/name where several slots have it',
      })
      .option('json', JSON_OUTPUT)
      .example('$0 explain sampling', '')
      .example('$0 explain settlement/batch', ''),
  handler: (args) => finish(() => explainOne(args)),
};

const label = (block: Block): string => (block.slot === undefined ? block.kind : `rule of slot ${block.slot}`);

async function explainOne({ name, json }: ExplainArguments): Promise<number> {
  const api = await import('../../api/building.ts');
  const { print, printJson, styles } = await import('../terminal.ts');
  const found = await api.explain(name);
  if (json) {
    printJson(found);
    return EXIT.done;
  }
  const style = styles(process.stdout);
  found.forEach((block, i) => {
    if (i > 0) print('');
    print(`${style.bold(block.name)}  ${style.faint(label(block))}`);
    if (block.summary !== '') print(block.summary);
    for (const [heading, text] of Object.entries(block.facts)) print(`${style.bold(`${heading}:`)} ${text}`);
    if (block.kind !== 'metric' && block.kind !== 'scenario' && block.kind !== 'check') {
      print(style.bold('parameters:') + (block.parameters.length === 0 ? ' none' : ''));
      for (const parameter of block.parameters) for (const line of parameterLines(parameter)) print(line);
    }
  });
  return EXIT.done;
}

function parameterLines(parameter: Parameter): string[] {
  const unit = parameter.unit === '' || parameter.unit === '1' ? '' : `, ${parameter.unit}`;
  const value = parameter.required
    ? ', required'
    : parameter.default === ''
      ? ', optional'
      : `, default ${parameter.default}`;
  const lines = [`  ${parameter.name} (${parameter.kind}${unit}${value})`];
  if (parameter.summary !== '') lines.push(`      ${parameter.summary}`);
  for (const [name, text] of Object.entries(parameter.variables ?? {})) lines.push(`      variable ${name}: ${text}`);
  return lines;
}
