/** Can the answer be trusted? By the method that was chosen for this job: by its value, by its trace, or by lot. */
import * as z from 'zod';
import { RunInputError } from '../../engine/errors.ts';
import { choice } from '../../language/choice.ts';
import { expression } from '../../language/expression.ts';
import { defineRule, type Rule, type Slots } from '../contract.ts';
import { modeHook } from '../hooks.ts';
import { MOST_MODES, nameOf } from '../modes.ts';

/** The method that consists of these. */
export function mixedOf(methods: Readonly<Record<string, Rule<'verification'>>>) {
  return defineRule({
    slot: 'verification',
    name: 'mixed',
    summary: 'several methods side by side: which one verifies a job is chosen for each job',
    schema: z.strictObject({
      parts: z
        .array(
          z.strictObject({
            name: z
              .string()
              .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/)
              .meta({
                description: "Name of the mode, as in a trace's column mode and in results. Default: the method's.",
                expected: 'letters, digits, hyphens and underscores, such as "vanilla"',
              })
              .optional(),
            share: expression(modeHook, {
              min: 0,
              description: "part's weight: the share of jobs that it gets, or a formula of the job",
            }).default(1),
            method: choice(methods, { what: 'a verification method', description: 'how its jobs are verified' }),
          }),
        )
        .min(1)
        .max(MOST_MODES)
        .superRefine((parts, ctx) => {
          parts.forEach((part, i) => {
            const first = parts.findIndex((other) => nameOf(other) === nameOf(part));
            if (first < i)
              ctx.addIssue({
                code: 'custom',
                path: [i],
                message: `is called "${nameOf(part)}", as parts[${first}] is`,
                params: { expected: 'a name of its own' },
              });
          });
        })
        .describe('The methods, each with its share.'),
    }),
    formula:
      "P(part i) = share_i / sum of shares, drawn once per job by the job's own luck; a trace's mode goes before",
    source: 'OpenGradient SDK, InferenceMode per call: VANILLA, ZKML, TEE; modes may be mixed in one transaction',
    check({ parts }, about) {
      for (const part of parts) {
        const why = methods[part.method.rule]!.check?.(part.method.params, about);
        if (why) return `whose part ${nameOf(part)} cannot work: ${why.replace(/^but /, '')}`;
      }
      return null;
    },
    bind({ parts }, b) {
      const { jobs } = b.tables;
      const lot = b.draw('mode');
      const shares = parts.map(({ share }) => b.expression(share, modeHook));
      /** Where no share depends on the job: the shares. */
      const fixed = parts.every(({ share }) => typeof share === 'number')
        ? Float64Array.from(parts, ({ share }) => share as number)
        : null;
      const shareOf = (i: number, job: number): number => (fixed === null ? shares[i]!(job) : fixed[i]!);
      const bound = parts.map((part): Slots['verification'] =>
        methods[part.method.rule]!.bind(part.method.params, b.within(`verification/${part.method.rule}`, nameOf(part))),
      );
      const factors = Float64Array.from(bound, (part) => part.executionFactor);
      const names = parts.map(nameOf);
      /** Wiring, and place of a mode in it -> place of the mode of that name here; -1: there is none. */
      const places = b.terms.wirings.map((flows) => flows[b.scope.flow]!.map((name) => names.indexOf(name)));
      const enclaves = Uint8Array.from(bound, (part) => (part.needsEnclave ? 1 : 0));

      function choose(job: number): number {
        let sum = 0;
        for (let i = 0; i < shares.length; i++) sum += shareOf(i, job);
        if (!(sum > 0))
          throw new RunInputError(
            `no part of the mixed verification of flow ${b.scope.name} has a share in a job of value ${jobs.value.data[job]} USD and size ${jobs.size.data[job]} s`,
          );
        let point = lot.uniform(jobs.number.data[job]!, 0) * sum;
        let last = 0;
        for (let i = 0; i < shares.length; i++) {
          const share = shareOf(i, job);
          if (share === 0) continue;
          last = i;
          point -= share;
          if (point < 0) break;
        }
        return last;
      }

      return {
        executionFactor: 1,
        needsEnclave: bound.every((part) => part.needsEnclave),
        perJob: {
          executionFactor: (job) => factors[jobs.mode.data[job]!]!,
          needsEnclave: (job) => enclaves[jobs.mode.data[job]!] === 1,
          sometimes: enclaves.includes(1) && enclaves.includes(0),
        },
        copies(job) {
          // A job that is sent again keeps its mode, wherever a change of rules has put it, unless it was taken away.
          const before = jobs.mode.data[job]!;
          const kept = before < 0 ? -1 : (places[jobs.book.data[job]!]![before] ?? -1);
          jobs.mode.data[job] = kept < 0 ? choose(job) : kept;
          return bound[jobs.mode.data[job]!]!.copies(job);
        },
        answered: (job, task) => bound[jobs.mode.data[job]!]!.answered(job, task),
        audited: (job, task) => bound[jobs.mode.data[job]!]!.audited(job, task),
        missed: (job, task) => bound[jobs.mode.data[job]!]!.missed?.(job, task),
        due: (job, what) => bound[jobs.mode.data[job]!]!.due?.(job, what),
      };
    },
  });
}
