/** What does a row of published results say, and is it well formed? */
import * as z from 'zod';

const tolerance = z.number().min(0).optional();

const KINDS = ['exact', 'stat', 'published', 'threshold', 'dynamic', 'bound'] as const;

const rowSchema = z
  .strictObject({
    id: z.string().min(1),
    label: z.string().min(1),
    params: z.record(z.string(), z.json()).default({}),
    expected: z.number(),
    kind: z.enum(KINDS),
    abs: tolerance,
    rel: tolerance,
    lo: z.number().optional(),
    hi: z.number().optional(),
    ref_se: tolerance,
    precision: z.number().gt(0).optional(),
  })
  .check((ctx) => {
    const { kind, abs, rel, lo, hi } = ctx.value;
    const wrong = (path: string, message: string): void => {
      ctx.issues.push({ code: 'custom', input: ctx.value, path: [path], message });
    };
    if (kind === 'bound') {
      if (lo === undefined) wrong('lo', 'a bound needs lo and hi');
      if (hi === undefined) wrong('hi', 'a bound needs lo and hi');
      if (lo !== undefined && hi !== undefined && lo > hi) wrong('lo', 'must be at most hi');
    } else if (kind !== 'stat' && abs === undefined && rel === undefined) wrong('abs', `${kind} needs abs or rel`);
  });

export type Row = z.infer<typeof rowSchema>;

/** A mistake in rows, parameters or names: the command ends with exit code 2. */
export class CheckError extends Error {
  override readonly name = 'CheckError';
}

/** What was read, as a row. Throws CheckError, saying at `place` what is wrong and what is allowed. */
export function rowOf(read: unknown, place: string): Row {
  const parsed = rowSchema.safeParse(read);
  if (parsed.success) return parsed.data;
  throw new CheckError(complaints(parsed.error, place).join('\n'));
}

/** One line for each thing that is wrong. */
export function complaints(error: z.ZodError, place: string): string[] {
  return error.issues.map(({ path, message }) => {
    const where = path.length === 0 ? '' : ` ${path.map(String).join('.')}:`;
    return `${place}:${where} ${message}`;
  });
}
