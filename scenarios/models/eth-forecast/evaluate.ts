/**
 * How good are the three networks on hours that none of them saw? Runs the .onnx files on the hold-out beside
 * naive forecasts; the table of README.md is what this prints: npx tsx scenarios/models/eth-forecast/evaluate.ts
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { InferenceProcess } from '../../../src/inference/host/session.ts';

const WINDOW = 24;
/** Shares of the hours before the validation and before the hold-out; train.py has the same two numbers. */
const TRAIN_END = 0.7;
const VALIDATION_END = 0.85;

export interface Quality {
  /** Root mean square error, in % of the price. */
  rmse: number;
  /** 1 - sum of squared errors / sum of squared returns: above 0 is better than telling no change. */
  r2: number;
  /** Pearson's; NaN for a forecast that is always the same. */
  correlation: number;
  /** Share of the hours whose direction was told right, of those that moved; NaN for a forecast of no change. */
  direction: number;
}

interface Hours {
  /** Open, high, low, close, volume of 24 hours, one after the other. */
  windows: number[][];
  /** Returns of the hours after them, in %. */
  returns: number[];
}

/** Windows and the returns that follow them, between two shares of all hours. */
function hoursOf(rows: readonly number[][], from: number, to: number): Hours {
  const windows: number[][] = [];
  const returns: number[] = [];
  for (let i = Math.round(rows.length * from) + WINDOW; i < Math.round(rows.length * to); i++) {
    const seen = rows.slice(i - WINDOW, i);
    const next = rows[i]!;
    const whole = next[0]! - seen[0]![0]! === WINDOW * 3_600_000;
    if (!whole || [...seen, next].some(([, , high, low]) => high === low)) continue;
    windows.push(seen.flatMap((row) => row.slice(1)));
    returns.push(100 * (next[4]! / seen.at(-1)![4]! - 1));
  }
  return { windows, returns };
}

function quality(forecasts: readonly number[], returns: readonly number[]): Quality {
  const n = returns.length;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const meanForecast = mean(forecasts);
  const meanReturn = mean(returns);
  let error = 0;
  let square = 0;
  let product = 0;
  let ofForecast = 0;
  let ofReturn = 0;
  let right = 0;
  let moved = 0;
  for (let i = 0; i < n; i++) {
    const f = forecasts[i]!;
    const r = returns[i]!;
    error += (f - r) * (f - r);
    square += r * r;
    product += (f - meanForecast) * (r - meanReturn);
    ofForecast += (f - meanForecast) * (f - meanForecast);
    ofReturn += (r - meanReturn) * (r - meanReturn);
    if (r === 0) continue;
    moved++;
    if (f * r > 0) right++;
  }
  return {
    rmse: Math.sqrt(error / n),
    r2: 1 - error / square,
    correlation: ofForecast > 0 ? product / Math.sqrt(ofForecast * ofReturn) : Number.NaN,
    direction: forecasts.every((f) => f === 0) ? Number.NaN : right / moved,
  };
}

/** Quality on the hold-out of each network's file and of three naive forecasts, and the number of hours. */
export async function evaluate(): Promise<{ hours: number; rows: Record<string, Quality> }> {
  const text = readFileSync(new URL('../eth-volatility/candles.csv', import.meta.url), 'utf8');
  const lines = text.trim().split('\n').slice(1);
  const all = lines.map((line) => line.split(',').map(Number));
  const { windows, returns } = hoursOf(all, VALIDATION_END, 1);
  const feeds = windows.map((window) => ({
    candles: { type: 'float32', dims: [WINDOW, 5], data: Float32Array.from(window) },
  }));
  const rows: Record<string, Quality> = {};
  const inference = new InferenceProcess();
  try {
    for (const name of ['model', 'int8', 'substitute']) {
      const file = decodeURIComponent(new URL(`./${name}.onnx`, import.meta.url).pathname);
      await inference.load(name, { file, runtime: 'native', optimization: 'all' });
      const { outputs } = await inference.run(name, feeds);
      rows[name] = quality(
        outputs.map((output) => output[0]!),
        returns,
      );
    }
  } finally {
    inference.close();
  }
  const trained = hoursOf(all, 0, TRAIN_END).returns;
  const drift = trained.reduce((sum, value) => sum + value, 0) / trained.length;
  const naive: Record<string, (window: readonly number[]) => number> = {
    'no change': () => 0,
    'the mean of the training hours': () => drift,
    'the last hour again': (window) => 100 * (window.at(-2)! / window.at(-7)! - 1),
  };
  for (const [name, forecast] of Object.entries(naive)) rows[name] = quality(windows.map(forecast), returns);
  return { hours: returns.length, rows };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { hours, rows } = await evaluate();
  console.log(`hold-out: ${hours} hours`);
  const tell = (value: number, digits: number) => (Number.isNaN(value) ? '' : value.toFixed(digits));
  for (const [name, { rmse, r2, correlation, direction }] of Object.entries(rows))
    console.log(`| ${name} | ${tell(rmse, 4)} | ${tell(r2, 4)} | ${tell(correlation, 3)} | ${tell(direction, 3)} |`);
}
