/** B17: measures of concentration and inequality on small vectors, by the functions that every result goes through. */
import * as z from 'zod';
import { hhi, nakamoto, renyi, shannon } from '../../stats/concentration.ts';
import { gini, theil } from '../../stats/inequality.ts';
import { defineCase } from '../case.ts';

const WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** How many equal holdings the words say, NaN when they do not. */
function equal(text: string): number {
  const [, n = ''] = /^(\w+) equal$/.exec(text) ?? [];
  return /^\d+$/.test(n) ? Number(n) : WORDS.indexOf(n) >= 0 ? WORDS.indexOf(n) + 1 : Number.NaN;
}

const vector = z
  .union([z.array(z.number().min(0)).min(1).max(1_000_000), z.string()])
  .refine(
    (given) => (typeof given === 'string' ? equal(given) >= 1 && equal(given) <= 1_000_000 : given.some((x) => x > 0)),
    {
      error: 'must be a list of holdings, 0 or more and not all 0, or words such as "ten equal"',
    },
  );
const params = z.strictObject({ vector });
/** With the threshold that the label's name says. */
function thresholded(threshold: number) {
  return z
    .strictObject({
      vector,
      threshold: z.number().min(0).max(1).default(threshold).describe('share that they must hold together'),
      at_least: z.boolean().default(true).describe("true: at least the threshold (the EDI's convention); false: more"),
    })
    .refine(({ threshold: t, at_least: atLeast }) => (atLeast ? t > 0 : t < 1), {
      path: ['threshold'],
      error: 'must be above 0 with at_least, and below 1 without',
    });
}

type Params = { vector: number[] | string; threshold?: number; at_least?: boolean };
const MEASURES: Record<string, (holdings: number[], more: Params) => number> = {
  gini,
  hhi,
  shannon,
  renyi2: (holdings) => renyi(holdings, 2),
  theil,
  nakamoto50: coefficient,
  tau33: coefficient,
  tau66: coefficient,
};

function coefficient(holdings: number[], { threshold = 0.5, at_least: atLeast = true }: Params): number {
  return nakamoto(holdings, threshold, { atLeast });
}

export const B17 = defineCase<Params>({
  id: 'B17',
  title: 'Measures of decentralization',
  shows: 'Gini, HHI, entropies, Theil and Nakamoto coefficients are those of the Edinburgh Decentralization Index.',
  method:
    'The functions of `stats` that the measures of every run use. The Nakamoto coefficient counts up to at least the threshold here, as the EDI does; runs count up to more than it unless they say so.',
  sources: [
    {
      tag: ['R'],
      text: 'Blockchain-Technology-Lab/consensus-decentralization@605ebc9: tests/test_metrics.py',
    },
  ],
  labels: {
    gini: { summary: 'Gini coefficient', unit: '1', params },
    hhi: { summary: 'Herfindahl-Hirschman index', unit: 'points', params },
    shannon: { summary: "Shannon's entropy", unit: 'bits', params },
    renyi2: { summary: "Renyi's entropy of order 2", unit: 'bits', params },
    theil: { summary: "Theil's index", unit: 'nats', params },
    nakamoto50: { summary: 'fewest holders with half of it', unit: 'holders', params: thresholded(0.5) },
    tau33: { summary: 'fewest holders with 33 % of it', unit: 'holders', params: thresholded(0.33) },
    tau66: { summary: 'fewest holders with 66 % of it', unit: 'holders', params: thresholded(0.66) },
  },
  prepare(point, labels) {
    const { vector: given } = point;
    const holdings = typeof given === 'string' ? Array<number>(equal(given)).fill(1) : given;
    return {
      exact: true,
      run: () => Object.fromEntries(labels.map((label) => [label, [MEASURES[label]!(holdings, point)]])),
    };
  },
});
