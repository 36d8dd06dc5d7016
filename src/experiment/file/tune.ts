/** How is a search for good rules written? The section `tune` of an experiment: method, size of the search, and what follows it. */
import * as z from 'zod';
import type { Finding } from '../../language/errors.ts';
import { PRUNINGS } from '../optimize/pruning.ts';
import { METHODS, populationOf } from '../tune/searcher.ts';
import { isOrdered } from '../tune/space.ts';
import type { Factor } from './factor.ts';
import type { Goal } from './goals.ts';

const probability = z.number().min(0).max(1);
const eta = z.number().min(0).max(1000);
const count = (description: string) => z.int().min(1).max(1_000_000).describe(description);

export const tune = z
  .strictObject({
    method: z
      .enum(METHODS)
      .describe(
        'nsga2: any number of goals with a direction, and factors of any kind (Deb et al. 2002). cma-es: one goal, and factors that are numbers (Hansen 2016).',
      )
      .default('nsga2'),
    population: z
      .int()
      .min(4)
      .max(10_000)
      .describe(
        'Candidates a generation; even for nsga2. Default: 24 (nsga2), 4 + floor(3 ln n) for n factors (cma-es).',
      )
      .optional(),
    generations: count('Generations of the search at most.').default(20),
    replications: count(
      'Runs of each candidate in the search: the same replications, and so the same luck, for all.',
    ).default(4),
    finalists: z
      .int()
      .min(1)
      .max(1000)
      .describe(
        'Candidates that are run again on fresh seeds: the best, or with several goals the most spread of the front.',
      )
      .default(8),
    fresh_replications: count('Runs of each finalist and of the baseline on seeds that the search has not seen.')
      .min(2)
      .default(20),
    crossover: z
      .strictObject({
        probability: probability.describe('That two parents are crossed.').default(0.9),
        eta: eta.describe('Distribution index: the larger, the nearer children stay to their parents.').default(20),
      })
      .describe('Simulated binary crossover (nsga2).')
      .optional(),
    mutation: z
      .strictObject({
        probability: probability.describe('Of each factor. Default: 1 / number of factors.').optional(),
        eta: eta.describe('Distribution index: the larger, the smaller the change.').default(20),
      })
      .describe('Polynomial mutation (nsga2).')
      .optional(),
    pruning: z
      .enum(PRUNINGS)
      .describe(
        'How the last front that survives is thinned (nsga2): at-once as published in 2002; one-by-one (Kukkonen and Deb 2006) spreads it more evenly. Default: one-by-one.',
      )
      .optional(),
    sigma: z
      .number()
      .positive()
      .max(1)
      .describe('First step of cma-es as a share of the ranges. Default: 0.3.')
      .optional(),
  })
  .describe('A search for values of the factors that reach the goals: verisim tune.');

export type WrittenTune = z.output<typeof tune>;

interface Checked {
  tune: WrittenTune;
  goals: readonly (Goal | undefined)[];
  factors: readonly (Factor | undefined)[];
  bases: number;
  budget: number | undefined;
  report: (finding: Finding) => void;
}

const OF_NSGA2 = ['crossover', 'mutation', 'pruning'] as const;

/** Reports what does not fit together. */
export function checkTune({ tune, goals, factors, bases, budget, report }: Checked): void {
  const { method } = tune;
  if (bases > 1)
    report({
      path: ['base'],
      message: `names ${bases} scenarios, and tune searches the rules of one`,
      expected: 'one scenario file',
    });
  if (goals.includes(undefined) || factors.includes(undefined)) return;
  const directed = (goals as Goal[]).flatMap((goal, i) => (goal.minimize || goal.maximize ? [i] : []));
  if (directed.length === 0)
    report({
      path: goals.length === 0 ? ['tune'] : ['goals'],
      message: 'has no goal to search for',
      expected: 'goals, one of them with minimize: true or maximize: true',
      atKey: true,
    });
  const twice = (goals as Goal[]).findIndex(
    ({ metric }, i) => directed.includes(i) && directed.some((j) => j < i && goals[j]!.metric === metric),
  );
  if (twice >= 0)
    report({
      path: ['goals', twice, 'metric'],
      message: `is ${goals[twice]!.metric} again`,
      expected: 'one direction for each metric',
    });
  if (method === 'cma-es') {
    if (directed.length > 1)
      report({
        path: ['tune', 'method'],
        message: `is cma-es, which is for one goal with a direction, and there are ${directed.length}`,
        expected: 'nsga2, or bounds (at_least, at_most) in place of the other directions',
      });
    for (const [i, factor] of (factors as Factor[]).entries())
      if (!isOrdered(factor))
        report({
          path: ['factors', i, 'values'],
          message: 'are names, which have no order that cma-es could search in',
          expected: 'numbers, a range, or tune.method: nsga2',
        });
  }
  for (const key of OF_NSGA2)
    if (method === 'cma-es' && tune[key] !== undefined)
      report({
        path: ['tune', key],
        message: 'is of nsga2, and the method is cma-es',
        expected: 'no such entry',
        atKey: true,
      });
  if (method === 'nsga2' && tune.sigma !== undefined)
    report({
      path: ['tune', 'sigma'],
      message: 'is of cma-es, and the method is nsga2',
      expected: 'no such entry',
      atKey: true,
    });
  const population = populationOf(tune, factors.length);
  if (method === 'nsga2' && population % 2 !== 0)
    report({
      path: ['tune', 'population'],
      message: `is ${population}, and nsga2 makes children in pairs`,
      expected: 'an even number',
    });
  const { replications, finalists, fresh_replications } = tune;
  const least = (population + 1) * replications + (finalists + 1) * fresh_replications;
  if (budget !== undefined && budget < least)
    report({
      path: ['budget'],
      message: `is ${budget}, and one generation with its finalists and the baseline takes ${least} runs`,
      expected: `at least ${least}, or a smaller population, fewer replications or finalists`,
    });
}
