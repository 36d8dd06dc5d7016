/**
 * Where is every token, and who paid whom for what? Accounts hold whole base units below 2^53; every
 * movement is one call with a reason, and the flow matrix (from role, to role, reason) adds them up in two
 * limbs, so that sums beyond 2^53 stay exact. At every epoch the books must close:
 * genesis + minted - burned = sum of all accounts, per asset, to the last unit.
 *
 * Rules return real numbers; only the ledger rounds.
 */
import { InvariantError, type Moment, RunInputError } from '../engine/errors.ts';
import type { F64, Store, Table } from '../engine/state.ts';
import { mulDiv } from './mulDiv.ts';

/** Who can hold money. `mint` and `burn` are the edges of the world: they have no balance. */
export const ROLES = [
  'mint',
  'burn',
  'outside',
  'client',
  'node',
  'node-bond',
  'validator',
  'validator-bond',
  'delegator',
  'delegation',
  'operator',
  'publisher',
  'treasury',
  'validators-pot',
  'emission-pot',
  'escrow',
  'market',
  'vesting',
  'foundation',
  'facilitator',
  'storage',
  'data',
  'relay',
] as const;
export type Role = (typeof ROLES)[number];

/** Where each role stands in the course of value: from where it comes to where it ends. */
export const COURSE: Readonly<Record<Role, number>> = {
  mint: 0,
  vesting: 1,
  foundation: 2,
  outside: 3,
  client: 4,
  relay: 5,
  market: 6,
  escrow: 7,
  'emission-pot': 8,
  'validators-pot': 9,
  operator: 10,
  node: 11,
  'node-bond': 12,
  validator: 13,
  'validator-bond': 14,
  delegator: 15,
  delegation: 16,
  publisher: 17,
  data: 18,
  storage: 19,
  facilitator: 20,
  treasury: 21,
  burn: 22,
};

export const ASSETS = ['token', 'usd'] as const;
export type Asset = (typeof ASSETS)[number];

const LIMB = 9007199254740992; // 2^53
const HALF_LIMB = LIMB / 2;
const MAX = Number.MAX_SAFE_INTEGER;
/** Parts of an account's kind, above the number of its role. */
const ASSET = 32;
const MAY_OWE = 64;
/** Reasons that there is room for from the start. */
const REASONS = 32;
const CELLS_PER_REASON = ROLES.length * ROLES.length * ASSETS.length;

/** From the first to behind the last place that is meant: one name's, or every one's; none for a name that is not there. */
function range(name: string | null, names: readonly string[]): [number, number] {
  if (name === null) return [0, names.length];
  const place = names.indexOf(name);
  return place < 0 ? [0, 0] : [place, place + 1];
}

export class Ledger {
  private readonly accounts: Table;
  /** Role, asset and whether it may owe, of each account: role + ASSET x asset + MAY_OWE. */
  private readonly kindOf: F64;
  private readonly balanceOf: F64;
  /** Rows: (reason, from role, to role, asset). */
  private readonly flows: Table;
  private readonly low: F64;
  private readonly high: F64;
  private readonly reasons: string[] = [];
  private readonly now: () => number;
  private readonly seed: string;
  /** Edge accounts per asset. */
  readonly mint: readonly number[];
  readonly burn: readonly number[];
  /** The rest of the world: buyers, sellers, venues. May owe. */
  readonly outside: readonly number[];
  readonly genesisReason: number;

  /** `accounts`: how many there is room for from the start. */
  constructor(store: Store, now: () => number, seed: string, accounts = 1) {
    this.now = now;
    this.seed = seed;
    // Two fields and no more: a movement touches two accounts at random places.
    this.accounts = store.core('accounts', accounts, 2);
    this.kindOf = this.accounts.column('kind', 'f64');
    this.balanceOf = this.accounts.column('balance', 'f64');
    this.flows = store.core('flows', REASONS * CELLS_PER_REASON);
    this.low = this.flows.column('low', 'f64');
    this.high = this.flows.column('high', 'f64');
    this.genesisReason = this.reason('genesis');
    const edge = (role: Role) => ASSETS.map((asset) => this.open(role, asset, true));
    this.mint = edge('mint');
    this.burn = edge('burn');
    this.outside = edge('outside');
  }

  /** Opens an account with balance 0; returns its number. `mayOwe` lets the balance go below 0. */
  open(role: Role, asset: Asset = 'token', mayOwe = false): number {
    const account = this.accounts.add();
    this.kindOf.data[account] = ROLES.indexOf(role) + ASSET * ASSETS.indexOf(asset) + (mayOwe ? MAY_OWE : 0);
    return account;
  }

  private roleOf(account: number): number {
    return this.kindOf.data[account] & (ASSET - 1);
  }

  private assetOf(account: number): number {
    return (this.kindOf.data[account] & ASSET) === 0 ? 0 : 1;
  }

  /** Number of a reason for moving money, made at first use. */
  reason(name: string): number {
    const known = this.reasons.indexOf(name);
    if (known >= 0) return known;
    this.reasons.push(name);
    this.flows.reserve(this.reasons.length * CELLS_PER_REASON);
    this.flows.size = Math.max(this.flows.size, this.reasons.length * CELLS_PER_REASON);
    return this.reasons.length - 1;
  }

  /** From now on the account's balance may not go below 0 (`limited`), or may. */
  limit(account: number, limited: boolean): void {
    const kind = this.kindOf.data[account] & ~MAY_OWE;
    this.kindOf.data[account] = limited ? kind : kind | MAY_OWE;
  }

  isLimited(account: number): boolean {
    return (this.kindOf.data[account] & MAY_OWE) === 0;
  }

  balance(account: number): number {
    return this.balanceOf.data[account];
  }

  /** Can `amount` base units be moved out of the account? */
  covers(account: number, amount: number): boolean {
    return (this.kindOf.data[account] & MAY_OWE) !== 0 || this.balanceOf.data[account] >= amount;
  }

  /**
   * Moves `amount` base units (an integer >= 0) between two accounts of one asset. Throws InvariantError when the
   * amount is not a whole number in range, the assets differ, a balance would go below 0 or reach 2^53.
   */
  move(from: number, to: number, amount: number, reason: number): void {
    if (amount === 0) return;
    if (!(amount > 0) || amount > MAX || Math.floor(amount) !== amount)
      this.broken(from, to, amount, reason, 'amount is not a whole number of base units below 2^53');
    const balances = this.balanceOf.data;
    const fromKind = this.kindOf.data[from] | 0;
    const toKind = this.kindOf.data[to] | 0;
    const fromRole = fromKind & (ASSET - 1);
    const toRole = toKind & (ASSET - 1);
    if (((fromKind ^ toKind) & ASSET) !== 0) this.broken(from, to, amount, reason, 'assets differ');
    if (fromRole !== 0) {
      const left = balances[from] - amount;
      if (left < 0 && (fromKind & MAY_OWE) === 0)
        this.broken(from, to, amount, reason, `balance ${balances[from]} is too small`);
      if (left < -MAX) this.tooLarge(from, to, amount, reason);
      balances[from] = left;
    }
    if (toRole !== 1) {
      const sum = balances[to] + amount;
      if (sum > MAX) this.tooLarge(from, to, amount, reason);
      balances[to] = sum;
    }
    const cell = ((reason * ROLES.length + fromRole) * ROLES.length + toRole) * 2 + ((fromKind & ASSET) === 0 ? 0 : 1);
    const low = this.low.data;
    const room = LIMB - low[cell];
    if (amount >= room) {
      low[cell] = amount - room;
      this.high.data[cell]++;
    } else {
      low[cell] += amount;
    }
  }

  /** New tokens to an account. */
  issue(to: number, amount: number, reason: number): void {
    this.move(this.mint[this.assetOf(to)], to, amount, reason);
  }

  /** Tokens of an account out of the world. */
  destroy(from: number, amount: number, reason: number): void {
    this.move(from, this.burn[this.assetOf(from)], amount, reason);
  }

  /**
   * Divides `amount` by integer weights, the i-th part to `to[i]`: part i = floor(A W_1..i / W) - floor(A W_1..i-1 / W).
   * The parts sum to `amount` exactly, with no remainder and nothing lost to rounding, and splitting one receiver in
   * two leaves all others' parts unchanged. Weights are whole numbers; with sum 0 nothing moves. Returns what was moved.
   */
  split(
    from: number,
    amount: number,
    to: ArrayLike<number>,
    weights: ArrayLike<number>,
    count: number,
    reason: number,
  ): number {
    const parts = this.parts(amount, weights, count);
    let paid = 0;
    for (let i = 0; i < parts.length; i++) {
      this.move(from, to[i], parts[i], reason);
      paid += parts[i];
    }
    return paid;
  }

  /** The parts of `split`, one a weight; none when the weights sum to 0. */
  parts(amount: number, weights: ArrayLike<number>, count: number): Float64Array {
    let total = 0;
    for (let i = 0; i < count; i++) total += weights[i];
    if (!(total > 0)) return new Float64Array(0);
    const parts = new Float64Array(count);
    let before = 0;
    if (total <= MAX) {
      let cumulative = 0;
      for (let i = 0; i < count; i++) {
        cumulative += weights[i];
        const upTo = mulDiv(amount, cumulative, total);
        parts[i] = upTo - before;
        before = upTo;
      }
      return parts;
    }
    // Weights that sum to 2^53 or more, such as all of Ethereum's stake in Gwei: rare, and slow is good enough.
    let whole = 0n;
    for (let i = 0; i < count; i++) whole += BigInt(weights[i]);
    let cumulative = 0n;
    for (let i = 0; i < count; i++) {
      cumulative += BigInt(weights[i]);
      const upTo = Number((BigInt(amount) * cumulative) / whole);
      parts[i] = upTo - before;
      before = upTo;
    }
    return parts;
  }

  /** Sum of a flow-matrix row or column, exact. `null` matches every role or reason. */
  total(from: Role | null, to: Role | null, reason: string | null = null, asset: Asset = 'token'): bigint {
    const n = ROLES.length;
    const [firstReason, lastReason] = range(reason, this.reasons);
    const [firstFrom, lastFrom] = range(from, ROLES);
    const [firstTo, lastTo] = range(to, ROLES);
    const a = ASSETS.indexOf(asset);
    let sum = 0n;
    // Asked for in every window of a run, and nearly all cells are 0: no list of them is made.
    for (let r = firstReason; r < lastReason; r++)
      for (let f = firstFrom; f < lastFrom; f++)
        for (let t = firstTo; t < lastTo; t++) {
          const cell = ((r * n + f) * n + t) * 2 + a;
          if (this.low.data[cell] !== 0 || this.high.data[cell] !== 0) sum += this.amount(cell);
        }
    return sum;
  }

  private amount(cell: number): bigint {
    return BigInt(this.high.data[cell]) * BigInt(LIMB) + BigInt(this.low.data[cell]);
  }

  /** Every cell of the flow matrix that is not 0, in order of reason, from, to. */
  *rows(): Generator<{ from: Role; to: Role; reason: string; asset: Asset; amount: bigint }> {
    const n = ROLES.length;
    for (let r = 0; r < this.reasons.length; r++)
      for (let f = 0; f < n; f++)
        for (let t = 0; t < n; t++)
          for (let a = 0; a < 2; a++) {
            const cell = ((r * n + f) * n + t) * 2 + a;
            if (this.low.data[cell] === 0 && this.high.data[cell] === 0) continue;
            yield {
              from: ROLES[f],
              to: ROLES[t],
              reason: this.reasons[r],
              asset: ASSETS[a],
              amount: this.amount(cell),
            };
          }
  }

  /** Sum of all balances of an asset, exact. */
  held(asset: Asset = 'token'): bigint {
    const wanted = ASSETS.indexOf(asset);
    let high = 0n;
    let low = 0;
    for (let i = 0; i < this.accounts.size; i += this.accounts.stride) {
      if (this.assetOf(i) !== wanted) continue;
      const balance = this.balanceOf.data[i];
      // Two terms of at most 2^52 add up exactly; what is larger goes to the high part.
      if (balance > HALF_LIMB || balance < -HALF_LIMB) high += BigInt(balance);
      else low += balance;
      if (low > HALF_LIMB || low < -HALF_LIMB) {
        high += BigInt(low);
        low = 0;
      }
    }
    return high + BigInt(low);
  }

  /** genesis + minted - burned = sum of accounts; throws InvariantError with the difference when it does not hold. */
  close(): void {
    for (const asset of ASSETS) {
      const due = this.total('mint', null, null, asset) - this.total(null, 'burn', null, asset);
      const held = this.held(asset);
      if (due !== held) {
        throw new InvariantError(`${asset}: genesis + minted - burned = ${due} but accounts hold ${held}`, {
          event: 'epoch',
          time: this.now(),
          seed: this.seed,
        });
      }
    }
  }

  private broken(from: number, to: number, amount: number, reason: number, what: string): never {
    throw new InvariantError(`${this.movement(from, to, amount, reason)}: ${what}`, this.moment(reason));
  }

  /** The scenario's amounts are too large for exact money: its user's mistake. */
  private tooLarge(from: number, to: number, amount: number, reason: number): never {
    throw new RunInputError(
      `${this.movement(from, to, amount, reason)}: a balance would reach 2^53 base units; lower prices or stakes, fewer token decimals, or shorter epochs make room`,
      this.moment(reason),
    );
  }

  private movement(from: number, to: number, amount: number, reason: number): string {
    const name = (account: number) => `${ROLES[this.roleOf(account)]} (account ${account})`;
    return `${name(from)} -> ${name(to)}, ${amount} for ${this.reasons[reason]}`;
  }

  private moment(reason: number): Moment {
    return { event: this.reasons[reason], time: this.now(), seed: this.seed };
  }
}
