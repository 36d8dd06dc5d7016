/** Does the allocation fit the supply, and how many base units is each part? */
import type { Finding } from '../language/errors.ts';
import { mulDiv, PARTS } from '../network/mulDiv.ts';
import { denominationOf, unitsOf } from './amounts.ts';
import type { Allocation } from './scenario.ts';
import type { ParsedScenario } from './schema.ts';
import type { TreeNode } from './tree.ts';

type Token = ParsedScenario['token'];
type Bucket = NonNullable<Token['allocation']>[number];

/** Base units of a part that has a share or an amount; a share is rounded down. */
function unitsOfBucket({ share, amount }: Bucket, supply: number, tree: TreeNode): number {
  if (amount !== undefined) return unitsOf(amount, denominationOf(tree));
  return mulDiv(supply, Math.round((share ?? 0) * PARTS), PARTS);
}

/** The parts in base units, for the run. */
export function allocationOf({ allocation, supply }: Token, tree: TreeNode): Allocation[] | undefined {
  const whole = supply ? unitsOf(supply, denominationOf(tree)) : 0;
  return allocation?.map((bucket) => {
    const { name, tge, cliff, vesting, to } = bucket;
    return { name, amount: unitsOfBucket(bucket, whole, tree), tge, cliff, vesting, to };
  });
}

/** Reports parts that are more than the supply together, are said twice or not at all, and an oracle that always halts. */
export function checkToken(tree: TreeNode, token: Token | undefined, report: (finding: Finding) => void): void {
  if (!token) return;
  const { allocation, supply, oracle, tge } = token;
  if (oracle && oracle.halt_after < oracle.refresh)
    report({
      path: ['token', 'oracle', 'halt_after'],
      message: `is ${oracle.halt_after} s`,
      expected: `at least refresh, ${oracle.refresh} s: the network would halt between two readings`,
    });
  if (!allocation) {
    if (tge !== undefined)
      report({ path: ['token', 'tge'], message: 'is given, but there is no allocation', expected: 'token.allocation' });
    return;
  }
  if (!supply) {
    report({
      path: ['token', 'allocation'],
      message: 'divides a supply that is not stated',
      expected: 'token.supply',
      atKey: true,
    });
    return;
  }
  let whole: number;
  try {
    whole = unitsOf(supply, denominationOf(tree));
  } catch {
    return; // An amount that cannot be exact is reported where it is written.
  }
  let sum = 0n;
  const seen = new Set<string>();
  for (const [i, bucket] of allocation.entries()) {
    const at = (field: string) => ['token', 'allocation', i, field];
    const { share, amount } = bucket;
    if (seen.has(bucket.name))
      report({ path: at('name'), message: `is "${bucket.name}", as a part before it`, expected: 'a name of its own' });
    seen.add(bucket.name);
    if ((share === undefined) === (amount === undefined)) {
      const path = share === undefined ? ['token', 'allocation', i] : at('amount');
      report({
        path,
        message: share === undefined ? 'has neither share nor amount' : 'is given beside share',
        expected: 'one of them',
      });
      continue;
    }
    if (bucket.to === 'emission' && (bucket.tge > 0 || bucket.cliff > 0 || bucket.vesting > 0))
      report({
        path: at('to'),
        message: 'is emission, and the part has a vesting of its own',
        expected: 'neither tge, cliff nor vesting: the emission rule says when it is paid',
      });
    if (share !== undefined && Math.abs(share * PARTS - Math.round(share * PARTS)) > 1e-6)
      report({ path: at('share'), message: `is ${share}`, expected: 'at most 9 decimals' });
    try {
      sum += BigInt(unitsOfBucket(bucket, whole, tree));
    } catch {
      return;
    }
    if (sum > BigInt(whole)) {
      const tokens = Number(sum) / Number(`1e${denominationOf(tree).decimals}`);
      report({
        path: at(share === undefined ? 'amount' : 'share'),
        message: `makes ${tokens} tokens with the parts before it`,
        expected: `at most token.supply, ${supply.amount} tokens, in all`,
      });
      return;
    }
  }
  const funds = allocation.filter((bucket) => bucket.to === 'emission');
  if (funds.length > 1)
    report({
      path: ['token', 'allocation', allocation.lastIndexOf(funds[1]!), 'to'],
      message: 'is emission, as of a part before it',
      expected: 'one part for emission',
    });
}
