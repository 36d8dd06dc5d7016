/**
 * Is a validator there when a block is made, and does it sign one block only? Whoever holds it decides first; else it is away
 * while an outage lasts, and misses each block with the chance that its uptime leaves. Outages are a process of each
 * validator's own: up for a time, down for a time, both drawn from its stream.
 */
import type { Decisions } from '../agents/contract.ts';
import type { StreamSet } from '../engine/alea.ts';
import { log } from '../engine/portable.ts';
import { type Sampler, sampler } from '../engine/samplers/sampler.ts';
import type { F64, U8 } from '../engine/state.ts';
import type { Chain } from '../network/chain.ts';
import { OFFENCES } from '../network/facts.ts';
import type { World } from '../network/world.ts';
import type { Slots } from '../rules/contract.ts';
import type { Scenario } from '../scenario/schema.ts';

const DOUBLE_SIGN = OFFENCES.indexOf('double-sign');
/** More than this share of the power signing twice can finalize two blocks at one height. */
const UNSAFE = 1 / 3;

export class Attendance {
  private readonly world: World;
  private readonly luck: StreamSet;
  private readonly lives: StreamSet;
  /** Per group of validators: how long they are up and down; undefined: always up. */
  private readonly outages: readonly ({ up: Sampler; down: Sampler } | undefined)[];
  /** 1: an outage lasts. */
  private readonly away: U8;
  /** Per validator, the next slot that its uptime makes it miss; -1: not drawn yet. */
  private readonly misses: F64;
  /** [0] signatures under a second block, [1] heights at which more than a third of the power signed twice. */
  private readonly cells: F64;
  /** Of the validators that sign twice: at how many heights. */
  readonly twice: F64;
  private readonly downKind: number;
  private readonly upKind: number;
  /** Replaced at every wiring. */
  decisions: readonly Decisions[] = [];
  discipline: Slots['discipline'] = { offended() {} };

  constructor(world: World, scenario: Scenario) {
    this.world = world;
    const { table } = world.tables.validators;
    this.luck = world.streams.stream('validators/online');
    this.lives = world.streams.stream('validators/outages');
    this.outages = scenario.validators.map(
      ({ outages }) => outages && { up: sampler(outages.every), down: sampler(outages.for) },
    );
    this.away = table.column('attendance/away', 'u8');
    this.misses = table.column('attendance/misses', 'f64', -1);
    this.twice = table.column('attendance/twice', 'f64');
    const cells = world.store.cells('attendance', 2);
    this.cells = cells.column('value', 'f64');
    this.downKind = world.engine.kind('validators/down', (v) => this.change(v, 1), { priority: 20, concurrent: true });
    this.upKind = world.engine.kind('validators/up', (v) => this.change(v, 0), { priority: 20, concurrent: true });
  }

  /** Heights at which two blocks could have become final. */
  get unsafe(): number {
    return this.cells.data[1];
  }

  /** Schedules the first outages; not on resume. */
  start(): void {
    const { validators } = this.world.tables;
    for (let v = 0; v < validators.table.size; v++) this.schedule(v, 'up', this.downKind);
  }

  /** Is it there for the block of now? `slot` numbers the times at which a block is due. */
  online(validator: number, slot: number): boolean {
    const { agent, uptime } = this.world.tables.validators;
    const held = agent.data[validator];
    if (held >= 0 && this.decisions[held].attend?.(validator, slot) === false) return false;
    if (this.away.data[validator] === 1) return false;
    return uptime.data[validator] >= 1 || this.nextMiss(validator, slot, uptime.data[validator]) !== slot;
  }

  /** Chances that are the same at every slot leave geometric gaps: one draw a miss says as much as one a slot. */
  private nextMiss(validator: number, slot: number, uptime: number): number {
    const misses = this.misses.data;
    if (misses[validator] < slot)
      misses[validator] = slot + (uptime > 0 ? Math.floor(log(this.luck.next(validator)) / log(uptime)) : 0);
    return misses[validator];
  }

  /** From now on, whoever signs twice at a height is told to the rule of discipline; at every wiring, after that rule is bound. */
  watch(chain: Chain): void {
    if (!this.decisions.some((one) => one.signTwice)) return;
    const { agent, table } = this.world.tables.validators;
    const set = this.world.validatorSet;
    this.world.facts.on('block', (_proposer, height) => {
      let power = 0;
      let total = 0;
      const offenders: number[] = [];
      for (let v = 0; v < table.size; v++) {
        total += set.power(v);
        const held = agent.data[v];
        if (held < 0 || !set.isIn(v) || !chain.signed(v)) continue;
        if (this.decisions[held].signTwice?.(v, height) !== true) continue;
        power += set.power(v);
        this.twice.data[v]++;
        offenders.push(v);
      }
      if (power > total * UNSAFE) this.cells.data[1]++;
      for (const v of offenders) this.discipline.offended(v, DOUBLE_SIGN);
    });
  }

  private change(validator: number, away: number): void {
    this.away.data[validator] = away;
    if (away === 1) this.schedule(validator, 'down', this.upKind);
    else this.schedule(validator, 'up', this.downKind);
  }

  private schedule(validator: number, state: 'up' | 'down', kind: number): void {
    const outages = this.outages[this.world.tables.validators.group.data[validator]];
    if (outages) this.world.engine.after(outages[state].quantile(this.lives.next(validator)), kind, validator);
  }
}
