/**
 * In what does one scenario differ from another? A few values at their paths: what a task says of its point, so that neither
 * the scenario nor the traces in it travel with every run.
 */
import { isMap } from '../../language/word.ts';

/** The value at a path; without `value` there is nothing. */
export interface Change {
  path: readonly (string | number)[];
  value?: unknown;
}

/** What turns `from` into `to`, both plain data. */
export function changesBetween(from: unknown, to: unknown, path: readonly (string | number)[] = []): Change[] {
  if (Object.is(from, to)) return [];
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return to.flatMap((item, i) => changesBetween(from[i], item, [...path, i]));
  if (!isMap(from) || !isMap(to)) return [{ path, value: to }];
  const gone = Object.keys(from).filter((key) => to[key] === undefined && from[key] !== undefined);
  return [
    ...gone.map((key): Change => ({ path: [...path, key] })),
    ...Object.entries(to).flatMap(([key, item]) =>
      item === undefined ? [] : changesBetween(from[key], item, [...path, key]),
    ),
  ];
}

/** `from` with the changes; what does not change is shared with it. */
export function withChanges<T>(from: T, changes: readonly Change[]): T {
  return changes.reduce<unknown>((value, change) => put(value, change.path, change.value), from) as T;
}

function put(from: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(from)) return from.map((item, i) => (i === step ? put(item, rest, value) : item));
  const map = (from ?? {}) as Record<string, unknown>;
  const { [String(step)]: before, ...others } = map;
  if (rest.length === 0 && value === undefined) return others;
  return { ...map, [String(step)]: put(before, rest, value) };
}
