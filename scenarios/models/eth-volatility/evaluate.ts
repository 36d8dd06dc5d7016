/**
 * How good are the three networks on hours that none of them saw? Runs the .onnx files on the hold-out beside
 * naive forecasts; the table of README.md is what this prints: npx tsx scenarios/models/eth-volatility/evaluate.ts
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { InferenceProcess } from '../../../src/inference/host/session.ts';

const WINDOW = 10;
/** Share of the hours before the hold-out; train.py has the same number. */
const VALIDATION_END = 0.85;

/** Open, high, low, close. */
type Candle = readonly [number, number, number, number];

export interface Quality {
  /** 1 - sum of squared errors / sum of squares about the mean, of the standard deviation. */
  r2: number;
  /** Pearson's, of the standard deviation. */
  correlation: number;
  /** Mean of x / v - log(x / v) - 1, x the target's and v the forecast's variance (Patton 2011); lower is better. */
  qlike: number;
}

/** Variance of the log return within a candle (Garman and Klass 1980). */
function garmanKlass([open, high, low, close]: Candle): number {
  const range = Math.log(high / low);
  const change = Math.log(close / open);
  return 0.5 * range * range - (2 * Math.log(2) - 1) * change * change;
}

function holdOut(): { windows: Candle[][]; targets: number[] } {
  const lines = readFileSync(new URL('./candles.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const rows = lines.map((line) => line.split(',').map(Number));
  const candles = rows.map(([, open, high, low, close]): Candle => [open!, high!, low!, close!]);
  const windows: Candle[][] = [];
  const targets: number[] = [];
  for (let i = Math.round(rows.length * VALIDATION_END) + WINDOW; i < rows.length; i++) {
    const whole = rows[i]![0]! - rows[i - WINDOW]![0]! === WINDOW * 3_600_000;
    const window = candles.slice(i - WINDOW, i);
    if (!whole || [...window, candles[i]!].some(([, high, low]) => high === low)) continue;
    windows.push(window);
    targets.push(garmanKlass(candles[i]!));
  }
  return { windows, targets };
}

/** Forecasts are standard deviations, targets variances. */
function quality(forecasts: ArrayLike<number>, targets: readonly number[]): Quality {
  const n = targets.length;
  const actual = targets.map(Math.sqrt);
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / n;
  const meanActual = mean(actual);
  const meanForecast = mean(forecasts);
  let error = 0;
  let ofActual = 0;
  let ofForecast = 0;
  let product = 0;
  let qlike = 0;
  for (let i = 0; i < n; i++) {
    const a = actual[i]! - meanActual;
    const f = forecasts[i]! - meanForecast;
    error += (actual[i]! - forecasts[i]!) * (actual[i]! - forecasts[i]!);
    ofActual += a * a;
    ofForecast += f * f;
    product += a * f;
    const ratio = Math.max(targets[i]!, 1e-8) / (forecasts[i]! * forecasts[i]!);
    qlike += ratio - Math.log(ratio) - 1;
  }
  return { r2: 1 - error / ofActual, correlation: product / Math.sqrt(ofActual * ofForecast), qlike: qlike / n };
}

/** Root of the mean variance of a window's last `hours`. */
function recent(window: readonly Candle[], hours: number): number {
  const variances = window.slice(-hours).map(garmanKlass);
  return Math.sqrt(variances.reduce((sum, value) => sum + value, 0) / hours);
}

/** Quality on the hold-out of each network's file and of two naive forecasts, and the number of hours. */
export async function evaluate(): Promise<{ hours: number; rows: Record<string, Quality> }> {
  const { windows, targets } = holdOut();
  const feeds = windows.map((window) => ({
    open_high_low_close: { type: 'float32', dims: [WINDOW, 4], data: Float32Array.from(window.flat()) },
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
        targets,
      );
    }
  } finally {
    inference.close();
  }
  rows['the last ten hours again'] = quality(
    windows.map((window) => recent(window, WINDOW)),
    targets,
  );
  rows['the last hour again'] = quality(
    windows.map((window) => Math.max(recent(window, 1), 1e-4)),
    targets,
  );
  return { hours: targets.length, rows };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { hours, rows } = await evaluate();
  console.log(`hold-out: ${hours} hours`);
  for (const [name, { r2, correlation, qlike }] of Object.entries(rows))
    console.log(`| ${name} | ${r2.toFixed(3)} | ${correlation.toFixed(3)} | ${qlike.toFixed(3)} |`);
}
