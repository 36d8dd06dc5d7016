/** Can a check fail? A negative control: true when the property of a wrong variant is refuted, from a fixed seed, without shrinking. */
import fc from 'fast-check';

export function refuted<T>(property: fc.IProperty<T>, numRuns = 1000): boolean {
  return fc.check(property, { seed: 1, numRuns, endOnFailure: true }).failed;
}

export async function refutedLater<T>(property: fc.IAsyncProperty<T>, numRuns = 200): Promise<boolean> {
  return (await fc.check(property, { seed: 1, numRuns, endOnFailure: true })).failed;
}
