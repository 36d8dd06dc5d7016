/** Which factors matter, in words? Those whose interval says so, and those that can be left where they are. */
import { dollars, tell, tellShare } from '../charts/numbers.ts';
import type { Index, MetricSensitivity, MorrisFindings, Sensitivity, SobolFindings } from '../results/sensitivity.ts';

/** A total index whose interval ends below this share is of a factor that does not matter. */
const LITTLE = 0.05;
/** mu* below this share of the largest. */
const SLIGHT = 0.1;
/** Pairs that are told. */
const PAIRS = 2;

export function sensitivityWords(sensitivity: Sensitivity, metric: MetricSensitivity): string[] {
  const names = sensitivity.factors.map(({ name }) => name);
  if (metric.least === metric.greatest) return ['It is the same at every point: no factor matters to it.'];
  return metric.findings.kind === 'sobol'
    ? sobolWords(names, metric.findings)
    : morrisWords(sensitivity, metric, metric.findings);
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

function sobolWords(names: readonly string[], { total, first, second, seed }: SobolFindings): string[] {
  if (total.some(({ value }) => value === null))
    return ['Given the seed it is the same at every point: all of it is luck.'];
  const ordered = names
    .map((name, i) => ({ name, total: total[i]!, alone: first[i]! }))
    .sort((a, b) => b.total.value! - a.total.value!);
  const matter = ordered.filter((one) => !little(one.total));
  const rest = ordered.filter((one) => little(one.total)).map(({ name }) => name);
  const said: string[] = [];
  for (const { name, total: share, alone } of matter.slice(0, 3)) {
    const together = share.value! - Math.max(0, alone.value!);
    const how =
      together < 0.1 * share.value!
        ? 'nearly all of it alone'
        : `${tellShare(Math.max(0, alone.value!))} alone, the rest only with other factors`;
    said.push(`${name} has a part in ${withInterval(share)} of what varies: ${how}.`);
  }
  if (matter.length > 3)
    said.push(
      `Less, but not nothing: ${matter
        .slice(3)
        .map((one) => `${one.name} (${tellShare(one.total.value)})`)
        .join(', ')}.`,
    );
  const pairs = second
    .filter(({ index }) => (index.low ?? 0) > 0 && index.value! >= LITTLE)
    .sort((a, b) => b.index.value! - a.index.value!);
  for (const { i, j, index } of pairs.slice(0, PAIRS))
    said.push(`${names[i]} and ${names[j]} act together: ${withInterval(index)} is neither one’s alone.`);
  if (rest.length > 0)
    said.push(
      `${listed(rest)} ${rest.length === 1 ? 'matters' : 'matter'} little: less than ${tellShare(LITTLE)} each, luck of the points included.`,
    );
  if (seed?.total.value != null)
    said.push(
      `Luck: ${withInterval(seed.total)} of all variance would be left if every factor were known; the seed alone explains ${tellShare(seed.first.value)}.`,
    );
  return said;
}

const little = ({ high, value }: Index): boolean => (high ?? value!) < LITTLE;

/** `61 % [55 to 68]` */
function withInterval({ value, low, high }: Index): string {
  if (low === null || high === null) return tellShare(value);
  return `${tellShare(value)} [${tell(100 * low)} to ${tell(100 * high)}]`;
}

function morrisWords(
  { factors }: Sensitivity,
  { unit }: MetricSensitivity,
  { effects, seed }: MorrisFindings,
): string[] {
  const told = (size: number): string => {
    if (unit === 'share') return `${tell(100 * size)} percentage points`;
    if (unit === 'USD') return dollars(tell(size));
    return unit === '1' || unit === '' ? tell(size) : `${tell(size)} ${unit}`;
  };
  const ordered = effects
    .map((effect, i) => ({ ...effect, name: factors[i]!.name, choices: factors[i]!.choices }))
    .sort((a, b) => b.muStar.value! - a.muStar.value!);
  const most = ordered[0]!.muStar.value!;
  const slight = ({ muStar }: (typeof ordered)[number]): boolean => (muStar.high ?? muStar.value!) < SLIGHT * most;
  const said = ordered
    .filter((one) => !slight(one))
    .slice(0, 4)
    .map(({ name, choices, mu, muStar, sigma }) => {
      const over = choices ? 'Another choice of' : 'The whole range of';
      return `${over} ${name} changes it by ${told(muStar.value!)} on average${direction(mu, muStar, choices)}${evenness(sigma, muStar)}.`;
    });
  const rest = ordered.filter(slight).map(({ name }) => name);
  if (rest.length > 0)
    said.push(
      `${listed(rest)} ${rest.length === 1 ? 'does' : 'do'} less than a tenth of what ${ordered[0]!.name} does.`,
    );
  if (seed !== null) said.push(`Luck: another seed changes it by ${told(seed.muStar)} on average at the same point.`);
  return said;
}

function direction(mu: Index, muStar: Index, choices: boolean): string {
  if (choices) return '';
  const share = mu.value! / muStar.value!;
  if (share > 0.9) return ', upwards';
  if (share < -0.9) return ', downwards';
  return Math.abs(share) < 0.5
    ? ', up or down, as the others stand'
    : share > 0
      ? ', mostly upwards'
      : ', mostly downwards';
}

function evenness(sigma: Index, muStar: Index): string {
  const share = sigma.value! / muStar.value!;
  if (share < 0.25) return ', much the same everywhere';
  return share > 1 ? ', and very differently from point to point' : '';
}
