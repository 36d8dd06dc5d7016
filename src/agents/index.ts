/** Every adversary and every strategy there is. Adding one: its file, and its line here. */
import { collude } from './adversaries/collude.ts';
import { lazy } from './adversaries/lazy.ts';
import { substitute } from './adversaries/substitute.ts';
import { sybil } from './adversaries/sybil.ts';
import type { Adversary, Strategy } from './contract.ts';
import { fixed } from './strategies/fixed.ts';

// biome-ignore lint/suspicious/noExplicitAny: a registry holds parameters of every shape; schemas check them
const byName = <T extends { name: string }>(all: any[]): Record<string, T> =>
  Object.fromEntries(all.map((one) => [one.name, one]));

export const adversaries: Record<string, Adversary> = byName([collude, lazy, substitute, sybil]);
export const strategies: Record<string, Strategy> = byName([fixed]);
