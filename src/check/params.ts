/** Which values may parameters have that many cases share? Each with what is allowed, in the words of a refusal. */
import * as z from 'zod';

/** Share of its capacity that a queue is offered: strictly between 0 and 1. */
export const utilization = z.number().gt(0).lt(1).describe('offered load per server, below 1');

/** Servers, copies, nodes. */
export const count = z.int().min(1).max(100_000);

/** Jobs per second. */
export const rate = z.number().gt(0).max(1e6).describe('per second');

/** A probability with its ends. */
export const probability = z.number().min(0).max(1);

const SERVICE =
  'D, M, "Erlang-k", "H2 scv=x" (x at least 1), "lognormal scv=x", "gamma scv=x", "scv=x" or "lognormal/H2 scv=x" (H2 from 1 on, gamma below)';
const FORM = /^(?:(D|M)|Erlang-([1-9]\d{0,2})|(?:(H2|lognormal|gamma|lognormal\/H2) )?scv=(\d+(?:\.\d+)?(?:e-?\d+)?))$/;

/** A distribution of mean 1 s, as the scenario language writes it; undefined for a name of none. */
export function serviceOf(service: string): Record<string, unknown> | undefined {
  const found = FORM.exec(service);
  if (!found) return undefined;
  const [, plain, phases, kind, written] = found;
  const mean = '1s';
  if (plain === 'D') return { constant: mean };
  if (plain === 'M') return { exponential: { mean } };
  if (phases !== undefined) return { erlang: { k: Number(phases), mean } };
  const scv = Number(written);
  if (!(scv > 0 && scv <= 1000) || (kind === 'H2' && scv < 1)) return undefined;
  if (kind === 'lognormal') return { lognormal: { mean, scv } };
  if (kind === 'gamma' || scv < 1) return { gamma: { mean, scv } };
  return { hyperexponential: { mean, scv } };
}

/** Squared coefficient of variation of a service: how much longer its queues take to settle. */
export function scvOf(service: string): number {
  const [kind, parameters] = Object.entries(serviceOf(service)!)[0]!;
  if (kind === 'constant') return 0;
  const { k, scv = k === undefined ? 1 : 1 / k } = parameters as { k?: number; scv?: number };
  return scv;
}

/** Name of a distribution of service times with mean 1 s. */
export const service = z
  .string()
  .refine((name) => serviceOf(name) !== undefined, { error: `is no service: one of ${SERVICE}` })
  .describe(`one of ${SERVICE}`);
