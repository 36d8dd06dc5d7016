/** What does the network know of its token's price? The market moves by its rule; the oracle reads it now and then, or cannot. */
import type { World } from '../network/world.ts';
import type { Slots } from '../rules/contract.ts';
import type { Oracle } from '../scenario/schema.ts';

export class Prices {
  private readonly world: World;
  private readonly oracle: Oracle | undefined;
  private readonly kind: number;
  /** Replaced at every wiring. */
  market: Slots['market'] = { start() {} };

  constructor(world: World, oracle: Oracle | undefined) {
    this.world = world;
    this.oracle = oracle;
    if (oracle) world.market.useOracle(oracle.halt_after);
    // After a move of the price in the same instant, before any job.
    this.kind = world.engine.kind('oracle/refresh', () => this.read(), { priority: 6 });
  }

  start(): void {
    this.market.start();
    if (this.oracle) this.world.engine.after(this.oracle.refresh, this.kind, 0);
  }

  private read(): void {
    const { oracle, world } = this;
    const { engine, market } = world;
    if (!oracle) return;
    if (!oracle.outages.some((outage) => engine.now >= outage.at && engine.now < outage.at + outage.for))
      market.refresh(engine.now);
    engine.after(oracle.refresh, this.kind, 0);
  }
}
