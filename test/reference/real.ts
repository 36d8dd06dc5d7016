/** The same tiny scenario in the real simulator: written as a user would, and watched event by event. */
import { Engine, type Handler, type KindOptions } from '../../src/engine/engine.ts';
import type { Scenario } from '../../src/scenario/schema.ts';
import { Simulation } from '../../src/simulation/simulation.ts';
import { BANKS, scenario, type Written } from '../support/scenario.ts';
import type { FlowSpec, Spec } from './spec.ts';

const share = (parts: bigint) => Number(parts) / 1e9;
const tokens = (units: bigint) => `${units / 1_000_000n}.${String(units % 1_000_000n).padStart(6, '0')} OPG`;

function flow(f: FlowSpec): Written {
  const { routing, verification, settlement } = f;
  const rule = ({ rule: name, ...params }: { rule: string }, called = name) => ({ [called]: params });
  return {
    name: f.name,
    model: 'toy',
    clients: f.clients,
    arrivals: { poisson: { rate: f.rate } },
    routing: rule(routing),
    verification: rule(verification, verification.rule === 'redundant' ? 'redundant-majority' : verification.rule),
    settlement: rule(settlement),
  };
}

export function written(spec: Spec): Promise<Scenario> {
  const { size, slashing, chain } = spec;
  return scenario({
    seed: spec.seed.split('/')[0],
    horizon: spec.horizon,
    epoch: spec.epoch,
    models: spec.flows.length === 0 ? [] : [{ name: 'toy', size: 'constant' in size ? size : { exponential: size } }],
    nodes: spec.nodes.map(({ bond, slots }, i) => ({ group: `n${i}`, count: 1, slots, stake: tokens(bond) })),
    flows: spec.flows.map(flow),
    chain: chain
      ? {
          mode: 'on',
          block_time: chain.blockTime,
          gas_limit: chain.gasLimit,
          finality: chain.finality,
          gas_price: `${(chain.gasPrice / 1e6).toFixed(9)} OPG`,
        }
      : { mode: 'off' },
    incentives: {
      price: { token: tokens(spec.flows[0]?.fee ?? 0n) },
      fees: { node: share(spec.fees.node), treasury: share(spec.fees.treasury), burn: share(spec.fees.burn) },
      slashing: slashing
        ? {
            fraction: {
              fraction: share(slashing.fraction),
              jail: slashing.jail,
              window: slashing.window,
              to: {
                victim: share(slashing.victim),
                treasury: share(slashing.treasury),
                burn: share(1_000_000_000n - slashing.victim - slashing.treasury),
              },
            },
          }
        : 'none',
      minimum_stake: tokens(spec.minimumStake),
    },
    adversaries: spec.adversaries.map(({ name, attack, probability, count }) => ({
      name,
      count,
      attack: { [attack]: { probability } },
    })),
  });
}

export interface Outcome {
  log: string[];
  proved: string[];
  flows: Record<string, bigint>;
  nodes: { wallet: bigint; bond: bigint; status: number; reputation: number }[];
  treasury: bigint;
}

/** What an event of this kind is about, in the reference's words; undefined for kinds that are means and not matter. */
function describe(run: Simulation, kind: string, subject: number): string | undefined {
  const { jobs, tasks } = run.world.tables;
  if (kind.startsWith('arrivals/')) {
    const numbers = run.world.store.table('life/numbers').column('next', 'f64');
    return `arrive ${subject} ${numbers.data[subject]}`;
  }
  if (kind.startsWith('service/')) {
    const job = tasks.job.data[subject]!;
    return `finish ${jobs.flow.data[job]} ${jobs.number.data[job]} ${tasks.ordinal.data[subject]}`;
  }
  if (kind === 'life/release') return `release ${subject}`;
  if (kind === 'adversary/on') return `on ${subject}`;
  if (kind === 'epoch') return 'epoch';
  return undefined;
}

export async function real(spec: Spec): Promise<Outcome> {
  const checked = await written(spec);
  const log: string[] = [];
  const proved: string[] = [];
  let run: Simulation | undefined;
  // Handlers are watched where they are numbered, so that the engine under test is the one that ships.
  const kind = Engine.prototype.kind;
  Engine.prototype.kind = function (this: Engine, name: string, handler: Handler, options?: KindOptions) {
    const watched: Handler = (subject) => {
      const what = describe(run!, name, subject);
      if (what !== undefined) log.push(`${this.now} ${what}`);
      handler(subject);
    };
    return kind.call(this, name, watched, options);
  };
  try {
    run = new Simulation(checked, {
      replication: Number(spec.seed.split('/')[1]),
      banks: BANKS,
      observers: (simulation) => [
        { proved: (flow, answered) => void proved.push(`${simulation.world.engine.now} ${flow} ${answered}`) },
      ],
    });
    run.start();
    run.run();
    run.finish();
  } finally {
    Engine.prototype.kind = kind;
  }
  const { ledger, tables, treasury } = run.world;
  const { nodes } = tables;
  return {
    log,
    proved,
    flows: Object.fromEntries([...ledger.rows()].map((r) => [`${r.from} ${r.to} ${r.reason}`, r.amount])),
    nodes: spec.nodes.map((_, i) => ({
      wallet: BigInt(ledger.balance(nodes.wallet.data[i]!)),
      bond: BigInt(ledger.balance(nodes.bond.data[i]!)),
      status: nodes.status.data[i]!,
      reputation: nodes.reputation.data[i]!,
    })),
    treasury: BigInt(ledger.balance(treasury)),
  };
}
