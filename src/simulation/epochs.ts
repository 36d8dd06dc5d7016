/**
 * What happens between epochs? Tokens are issued and divided, the validators' pot is paid out, those who owe buy
 * what they owe, and the books are closed to the last unit.
 */
import type { Chain } from '../network/chain.ts';
import { mulDiv, PARTS } from '../network/mulDiv.ts';
import type { World } from '../network/world.ts';
import type { Slots } from '../rules/contract.ts';

export class Epochs {
  private readonly world: World;
  private readonly chain: Chain;
  private readonly length: number;
  private readonly kind: number;
  /** [0] epochs ended, [1] fraction of a base unit not yet issued. */
  private readonly cells;
  private readonly reasons: { mint: number; validators: number; delegators: number; purchase: number };
  /** Delegators of each validator, in index order: derived, and good for as long as nobody has moved. */
  private byValidator: number[][] | undefined;
  private changes = -1;
  /** Replaced at every wiring. */
  emission: Slots['emission'] = { due: () => 0 };
  division: Slots['division'] = { divide() {} };
  delegation: Slots['delegation'] = { revise() {} };
  revise: (epoch: number) => void = () => {};
  /** Account that the emission is paid from until it is empty; -1: new tokens are made. */
  reserve = -1;
  /** What nodes owe for their work. */
  expenses: { settle(): void } | null = null;
  /** What they owe the chain for heartbeats. */
  enclaves: { payHeartbeats(): void } | null = null;

  constructor(world: World, chain: Chain, length: number) {
    this.world = world;
    this.chain = chain;
    this.length = length;
    const table = world.store.cells('epochs/cells', 2);
    this.cells = table.column('value', 'f64');
    const { ledger } = world;
    this.reasons = {
      mint: ledger.reason('emission'),
      validators: ledger.reason('validator reward'),
      delegators: ledger.reason('delegator reward'),
      purchase: ledger.reason('purchase'),
    };
    this.kind = world.engine.kind('epoch', () => this.end(), { priority: 80 });
  }

  start(): void {
    this.world.engine.at(this.length, this.kind, 0);
  }

  private end(): void {
    const { world, cells, reasons } = this;
    const epoch = cells.data[0];
    this.chain.catchUp();
    const due = this.emission.due(epoch) + cells.data[1];
    let whole = Math.floor(due);
    cells.data[1] = due - whole;
    if (this.reserve < 0) world.ledger.issue(world.emissionPot, whole, reasons.mint);
    else {
      whole = Math.min(whole, world.ledger.balance(this.reserve));
      world.ledger.move(this.reserve, world.emissionPot, whole, reasons.mint);
    }
    this.division.divide(whole, epoch);
    this.payValidators();
    this.delegation.revise(epoch);
    this.purchases();
    world.facts.emit('epoch', epoch, 0);
    this.revise(epoch);
    world.tables.nodes.epochJobs.data.fill(0);
    world.ledger.close();
    cells.data[0]++;
    world.engine.at((cells.data[0] + 1) * this.length, this.kind, 0);
  }

  /** The pot goes to validators by mean power since it was paid last; of a validator's part, its delegators get their share less commission. */
  payValidators(): void {
    this.enclaves?.payHeartbeats();
    const { world, chain, reasons } = this;
    const { validators, delegators } = world.tables;
    const { ledger } = world;
    const n = validators.table.size;
    const pot = ledger.balance(world.validatorsPot);
    const weights = world.validatorSet.takeWeights();
    const parts = ledger.parts(pot, weights, n);
    for (let v = 0; v < n; v++) world.validatorSet.rewarded(v, parts.length > 0 ? parts[v] : 0, weights[v]);
    if (pot === 0 || n === 0) return;
    if (this.byValidator === undefined || this.changes !== world.bonds.changes) this.byValidator = this.group();
    for (let v = 0; v < parts.length; v++) {
      const wallet = validators.wallet.data[v];
      ledger.move(world.validatorsPot, wallet, parts[v], reasons.validators);
      const delegated = ledger.balance(validators.delegation.data[v]);
      if (delegated === 0) continue;
      const kept = Math.round(validators.commission.data[v] * PARTS);
      const theirs = mulDiv(mulDiv(parts[v], delegated, chain.power(v)), PARTS - kept, PARTS);
      const members = this.byValidator[v];
      ledger.split(
        wallet,
        theirs,
        members.map((d) => delegators.wallet.data[d]),
        members.map((d) => delegators.stake.data[d]),
        members.length,
        reasons.delegators,
      );
    }
  }

  /** Whoever spent more tokens than it had buys them outside: one movement an epoch, not one a job. */
  purchases(): void {
    this.expenses?.settle();
    const { clients } = this.world.tables;
    for (let c = 0; c < clients.table.size; c++) this.cover(clients.wallet.data[c]);
    this.cover(this.world.treasury);
    this.cover(this.world.facilitator);
    this.cover(this.world.services.relay);
  }

  private cover(account: number): void {
    const { ledger } = this.world;
    const owed = -ledger.balance(account);
    if (owed > 0) ledger.move(ledger.outside[0], account, owed, this.reasons.purchase);
  }

  private group(): number[][] {
    const { validators, delegators } = this.world.tables;
    const groups: number[][] = Array.from({ length: validators.table.size }, () => []);
    this.changes = this.world.bonds.changes;
    for (let d = 0; d < delegators.table.size; d++) groups[delegators.validator.data[d]].push(d);
    return groups;
  }
}
