/** Which recorded traces can be replayed as they are published, and what is said about one that cannot? */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScenarioError } from '../../src/language/errors.ts';
import { parseTimestamp } from '../../src/language/timestamp.ts';
import { flow, scenario, simulate } from '../support/scenario.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function csv(...lines: string[]): string {
  const file = join(folder, 'trace.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const traced = (params: Record<string, unknown>, name = 'f') => flow({ name, arrivals: { trace: params } });

/** Flow, time and size of every job. */
async function jobs(...flows: Record<string, unknown>[]): Promise<[flow: string, time: number, size: number][]> {
  const checked = await scenario({ flows });
  const found: [string, number, number][] = [];
  simulate(checked, {
    observers: ({ world }) => [
      {
        arrived(job) {
          const { data } = world.tables.jobs.flow;
          found.push([checked.flows[data[job]!]!.name, world.engine.now, world.tables.jobs.size.data[job]!]);
        },
      },
    ],
  });
  return found;
}

/** What is wrong with it, without the place of the file. */
async function faults(params: Record<string, unknown>): Promise<string[]> {
  try {
    await scenario({ flows: [traced(params)] });
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.message.split('\n').map((line) => line.replace(/^.*?\$\./, '').replaceAll(`${folder}/`, ''));
  }
}

const AZURE = [
  'TIMESTAMP,ContextTokens,GeneratedTokens',
  '2023-11-16 18:17:03.9799600,4808,10',
  '2023-11-16 18:17:04.0319600,3180,8',
  '2023-11-17 00:00:00.0000000,100,0',
];
const BURST = [
  'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type',
  '5,ChatGPT,472,18,490,Conversation log',
  '45,GPT-4,1087,230,1317,Conversation log',
  '118,ChatGPT,417,276,693,API log',
];

describe('a trace', () => {
  it("of Azure's is replayed from its first row on, with sizes by tokens", async () => {
    const file = csv(...AZURE.slice(0, 3));
    const found = await jobs(traced({ file, per_input_token: '1ms', per_output_token: '20ms', overhead: '100ms' }));
    expect(found).toEqual([
      ['f', 0, expect.closeTo(4.808 + 0.2 + 0.1, 12)],
      ['f', expect.closeTo(0.052, 12), expect.closeTo(3.18 + 0.16 + 0.1, 12)],
    ]);
    const checked = await scenario({ flows: [traced({ file: csv(...AZURE) })] });
    const { columns } = (checked.flows[0]!.arrivals.params as { file: { columns: Record<string, number[]> } }).file;
    expect(columns.time![2]).toBeCloseTo(5 * 3600 + 42 * 60 + 56.02004, 9);
  });

  it("of BurstGPT's is split into flows by model, on one clock", async () => {
    const file = csv(...BURST);
    const found = await jobs(
      traced({ file, model: 'GPT-4', per_output_token: '10ms' }, 'large'),
      traced({ file, model: 'ChatGPT', per_output_token: '1ms' }, 'small'),
    );
    expect(found).toEqual([
      ['small', 0, expect.closeTo(0.018, 12)],
      ['large', 40, expect.closeTo(2.3, 12)],
      ['small', 113, 0.276],
    ]);
  });

  it('keeps the times of a column time as they are, and draws sizes that nothing says', async () => {
    const file = csv('time,flow,tokens_in', '5,a,10', '7,b,20', '9,a,30');
    const drawn = await jobs(traced({ file, flow: 'a' }));
    expect(drawn.map(([, time]) => time)).toEqual([5, 9]);
    for (const [, , size] of drawn) expect([0.01, 0.03]).not.toContain(size);
    expect(await jobs(traced({ file, flow: 'a', per_input_token: '1ms' }))).toEqual([
      ['f', 5, 0.01],
      ['f', 9, 0.03],
    ]);
    // Timestamps have no other beginning than their first row, whatever their column is called.
    const stamped = csv('time', '2024-05-10T00:00:00.5Z', '2024-05-10T02:00:03+02:00');
    expect((await jobs(traced({ file: stamped }))).map(([, time]) => time)).toEqual([0, 2.5]);
  });

  it('begins anew where a change gives another file', async () => {
    const long = csv('time', '1', '2', '3', '4', '5', '120');
    const short = join(folder, 'second.csv');
    writeFileSync(short, 'time\n50\n101\n103\n');
    const checked = await scenario({
      flows: [traced({ file: long })],
      changes: [{ at: '100s', set: { 'flows.f.arrivals': { trace: { file: short } } } }],
    });
    const found: number[] = [];
    simulate(checked, { observers: ({ world }) => [{ arrived: () => void found.push(world.engine.now) }] });
    expect(found).toEqual([1, 2, 3, 4, 5, 101, 103]);
  });

  it('says which line is wrong', async () => {
    const at = 'flows[0].arrivals.trace';
    expect(await faults({ file: csv(AZURE[0]!, AZURE[1]!, 'yesterday,1,2') })).toEqual([
      `${at}.file: has "yesterday" in column TIMESTAMP, line 3 of trace.csv, expected a timestamp, as in the first row`,
    ]);
    expect(await faults({ file: csv(AZURE[0]!, AZURE[2]!, AZURE[1]!) })).toEqual([
      expect.stringMatching(/in column TIMESTAMP, line 3 of trace\.csv, expected at least 0$/),
    ]);
    expect(await faults({ file: csv(AZURE[0]!, AZURE[1]!, AZURE[3]!, AZURE[2]!) })).toEqual([
      expect.stringMatching(/in column TIMESTAMP, line 4 of trace\.csv, expected ascending values$/),
    ]);
    expect(await faults({ file: csv(BURST[0]!, BURST[1]!, '9,GPT-4,-1,3,2,API log') })).toEqual([
      `${at}.file: has -1 in column Request tokens, line 3 of trace.csv, expected at least 0`,
    ]);
    expect(await faults({ file: csv('Time,size', '1,2') })).toEqual([
      `${at}.file: names trace.csv, which has no column "time" (or one of TIMESTAMP, Timestamp); did you mean "Time"?, expected one of Time, size`,
    ]);
    expect(await faults({ file: csv('time,Timestamp', '1,2') })).toEqual([
      `${at}.file: names trace.csv, which has the columns time and Timestamp, of one meaning, expected one of them`,
    ]);
  });

  it('says what it lacks of what is asked', async () => {
    const at = 'flows[0].arrivals.trace';
    expect(await faults({ file: csv('time', '1'), per_input_token: '1ms', model: 'GPT-4' })).toEqual([
      `${at}.per_input_token: counts tokens that trace.csv does not have, expected in its header one of tokens_in, ContextTokens, Request tokens`,
      `${at}.model: filters by what trace.csv does not have, expected in its header one of model, Model`,
    ]);
    expect(await faults({ file: csv(...BURST), model: 'GPT-5' })).toEqual([
      `${at}.model: is "GPT-5", which no row of trace.csv has, expected one of ChatGPT, GPT-4`,
    ]);
    expect(await faults({ file: csv('time,size,tokens_in', '1,2,3'), per_input_token: '1ms' })).toEqual([
      `${at}.per_input_token: is given, but trace.csv has a column size, expected one of them`,
    ]);
    expect(await faults({ file: csv('time,flow,model', '1,a,x', '2,b,y'), flow: 'a', model: 'y' })).toEqual([
      `${at}: leave no row: none has both flow "a" and model "y", expected rows of trace.csv`,
    ]);
  });
});

describe('a timestamp', () => {
  it.each([
    ['1970-01-01', 0],
    ['2000-02-29 12:00', 951_825_600],
    ['2023-11-16 18:17:03', 1_700_158_623],
    ['2024-05-10T02:00:03+02:00', 1_715_299_203],
    ['2024-05-10 00:00:00.009930+00:00', 1_715_299_200],
    ['1969-12-31T23:59:59Z', -1],
    ['2100-03-01 00:00:00 UTC', 4_107_542_400],
  ])('%s', (text, seconds) => {
    const read = parseTimestamp(text)!;
    expect(read.seconds).toBe(seconds);
    // The calendar of the machine agrees.
    const iso = text.replace(' UTC', 'Z').replace(/^(\S+) /, '$1T');
    const zoned = /(Z|[+-]\d\d:\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`;
    expect(Math.floor(Date.parse(zoned) / 1000)).toBe(seconds);
  });

  it.each(['', '5', '2023-13-01', '2023-02-29', '1900-02-29', '2023-01-01 24:00:00', 'Nov 16 2023', '2023-1-1'])(
    'is not %j',
    (text) => {
      expect(parseTimestamp(text)).toBeUndefined();
    },
  );
});
