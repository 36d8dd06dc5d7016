/** When do jobs come? When a recorded trace says so. */
import * as z from 'zod';
import { type CsvColumn, type CsvTable, csvTable } from '../../language/csvTable.ts';
import { duration } from '../../language/duration.ts';
import { oneOf } from '../../language/suggestion.ts';
import { defineRule } from '../contract.ts';

const columns = {
  time: {
    required: true,
    kind: 'time',
    aliases: ['TIMESTAMP', 'Timestamp'],
    min: 0,
    ascending: true,
    summary: 'arrival, seconds from the start of the run; under another name, or as a timestamp, from the first row',
  },
  size: {
    required: false,
    min: 0,
    summary: 'work at speed 1, seconds; drawn from the model when neither it nor the tokens say it',
  },
  tokens_in: {
    required: false,
    aliases: ['ContextTokens', 'Request tokens'],
    min: 0,
    summary: 'tokens that the client sent',
  },
  tokens_out: {
    required: false,
    aliases: ['GeneratedTokens', 'Response tokens'],
    min: 0,
    summary: 'tokens that it got',
  },
  flow: { required: false, kind: 'text', summary: 'which flow the job belongs to' },
  model: { required: false, kind: 'text', aliases: ['Model'], summary: 'which model it asks for' },
  mode: { required: false, kind: 'text', summary: 'which part of a mixed verification is to verify it' },
} satisfies Record<string, CsvColumn>;

interface Parameters {
  file: CsvTable;
  flow?: string | undefined;
  model?: string | undefined;
  overhead?: number | undefined;
  per_input_token?: number | undefined;
  per_output_token?: number | undefined;
}

const FILTERS = ['flow', 'model'] as const;
const TOKENS = [
  ['per_input_token', 'tokens_in'],
  ['per_output_token', 'tokens_out'],
] as const;

/** Rows that the filters leave. */
function selected({ file, ...params }: Parameters): number[] {
  const kept: number[] = [];
  const rows = file.columns.time?.length ?? 0;
  for (let row = 0; row < rows; row++)
    if (FILTERS.every((name) => params[name] === undefined || file.texts[name]?.[row] === params[name])) kept.push(row);
  return kept;
}

/** What parameters ask of the file that it does not have: at which parameter, what, and what was expected. */
function* misfits(params: Parameters): Generator<[path: string, message: string, expected: string]> {
  const { file } = params;
  const known = (name: keyof typeof columns): string => {
    const { aliases = [] } = columns[name] as CsvColumn;
    return oneOf([name, ...aliases]);
  };
  for (const [parameter, column] of TOKENS) {
    if (params[parameter] === undefined) continue;
    if (file.columns.size) yield [parameter, `is given, but ${file.file} has a column size`, 'one of them'];
    else if (!file.columns[column])
      yield [parameter, `counts tokens that ${file.file} does not have`, `in its header ${known(column)}`];
  }
  if (params.overhead !== undefined && file.columns.size)
    yield ['overhead', `is given, but ${file.file} has a column size`, 'one of them'];
  for (const name of FILTERS) {
    const wanted = params[name];
    if (wanted === undefined) continue;
    const texts = file.texts[name];
    if (!texts) yield [name, `filters by what ${file.file} does not have`, `in its header ${known(name)}`];
    else if (!texts.includes(wanted))
      yield [name, `is "${wanted}", which no row of ${file.file} has`, oneOf([...new Set(texts)].slice(0, 12))];
  }
}

export const trace = defineRule({
  slot: 'arrivals',
  name: 'trace',
  summary:
    "arrivals (and sizes) read from a CSV file: time and size in seconds, or tokens in and out; Azure's and BurstGPT's column names are known",
  schema: z
    .strictObject({
      file: csvTable(columns, {
        description:
          'CSV file with a header line: time (or TIMESTAMP, Timestamp: seconds or ISO timestamps from the first row on), and if it has them size, tokens_in (ContextTokens, Request tokens), tokens_out (GeneratedTokens, Response tokens), flow, model (Model), mode (part of a mixed verification)',
      }),
      flow: z.string().min(1).describe('only rows with this value in the column flow').optional(),
      model: z.string().min(1).describe('only rows with this value in the column model (Model)').optional(),
      overhead: duration({ clock: 'job', description: 'work of every job, whatever its tokens' }).optional(),
      per_input_token: duration({ clock: 'job', description: 'work per token that the client sent' }).optional(),
      per_output_token: duration({ clock: 'job', description: 'work per token that it got' }).optional(),
    })
    .superRefine((params, ctx) => {
      // Of a file that could not be read there is nothing more to say.
      if (!params.file.columns.time) return;
      let whole = true;
      for (const [path, message, expected] of misfits(params)) {
        whole = false;
        ctx.addIssue({ code: 'custom', path: [path], message, params: { expected } });
      }
      if (whole && selected(params).length === 0)
        ctx.addIssue({
          code: 'custom',
          message: `leave no row: none has both flow "${params.flow}" and model "${params.model}"`,
          params: { expected: `rows of ${params.file.file}` },
        });
    }),
  formula:
    'job k comes at time_k with size_k, or with overhead + tokens_in_k per_input_token + tokens_out_k per_output_token where these are given',
  source:
    'trace-driven simulation; columns of the Azure LLM inference traces 2023 and 2024 (AzurePublicDataset) and of BurstGPT (arXiv:2401.17644)',
  bind(params, b) {
    const { flow } = b.scope;
    const { overhead, per_input_token, per_output_token } = params;
    const rows = selected(params);
    const given = params.file.columns;
    const pick = (values: number[] | undefined) => values && Float64Array.from(rows, (row) => values[row]!);
    const time = pick(given.time) ?? new Float64Array(0);
    let size = pick(given.size);
    if (overhead !== undefined || per_input_token !== undefined || per_output_token !== undefined)
      size = Float64Array.from(
        rows,
        (row) =>
          (overhead ?? 0) +
          (given.tokens_in?.[row] ?? 0) * (per_input_token ?? 0) +
          (given.tokens_out?.[row] ?? 0) * (per_output_token ?? 0),
      );
    const ins = pick(given.tokens_in);
    const outs = pick(given.tokens_out);
    const modes = b.terms.modes[flow]!;
    const wanted = params.file.texts.mode;
    const mode = wanted && Int32Array.from(rows, (row) => modes.indexOf(wanted[row]!));
    const next = b.cells('next', 'f64');
    const arrive = b.event('arrive', () => {
      const k = next.data[0]++;
      schedule();
      if (ins || outs || mode)
        b.life.arrive(flow, size ? size[k] : -1, -1, ins ? ins[k] : -1, outs ? outs[k] : -1, mode ? mode[k] : -1);
      else b.life.arrive(flow, size ? size[k] : -1);
    });
    function schedule(): void {
      const k = next.data[0];
      if (k < time.length) b.engine.at(Math.max(time[k], b.engine.now), arrive, flow);
    }
    return {
      start() {
        // Taken up in mid-run, a trace begins with what is still to come.
        next.data[0] = 0;
        while (next.data[0] < time.length && time[next.data[0]] < b.engine.now) next.data[0]++;
        schedule();
      },
    };
  },
});
