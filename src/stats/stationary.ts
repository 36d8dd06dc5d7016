/** How much of its time does a Markov chain spend in each state? */

/**
 * The stationary distribution of a chain in continuous time with `rates[i][j]`, i != j, per second from i to j (the
 * diagonal is not read); undefined unless every state can be reached from every other. State reduction without any
 * subtraction, hence without cancellation: Grassmann, Taksar, Heyman, Operations Research 33 (1985).
 */
export function stationary(rates: readonly (readonly number[])[]): number[] | undefined {
  const q = rates.map((row) => [...row]);
  const n = q.length;
  for (let k = n - 1; k > 0; k--) {
    const last = q[k]!;
    let down = 0;
    for (let j = 0; j < k; j++) down += last[j]!;
    if (!(down > 0)) return undefined;
    for (let i = 0; i < k; i++) {
      const row = q[i]!;
      row[k] = row[k]! / down;
      for (let j = 0; j < k; j++) row[j] = row[j]! + row[k]! * last[j]!;
    }
  }
  const weights = [1];
  let total = 1;
  for (let k = 1; k < n; k++) {
    let weight = 0;
    for (let i = 0; i < k; i++) weight += weights[i]! * q[i]![k]!;
    if (!(weight > 0)) return undefined;
    weights.push(weight);
    total += weight;
  }
  return weights.map((weight) => weight / total);
}
