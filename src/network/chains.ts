/**
 * Where do proofs and payments go? Proofs to the network's own chain; payments, where the scenario has one for them, to a second
 * chain that others run. A relay carries transactions to each, and somebody pays for their gas.
 */
import type { Engine } from '../engine/engine.ts';
import type { F64 } from '../engine/state.ts';
import type { Chain, ChainParameters } from './chain.ts';
import type { Ledger } from './ledger.ts';
import { BLOCK_PRIORITY, type BlockParameters, Mempool } from './mempool.ts';
import { Relay, type RelayParameters } from './relay.ts';
import type { World } from './world.ts';

/** The chains by the names that settlement rules call them. */
export const CHAINS = ['proof', 'payment'] as const;
export type ChainName = (typeof CHAINS)[number];

export const GAS_PAYERS = ['treasury', 'facilitator', 'nodes'] as const;
export type GasPayer = (typeof GAS_PAYERS)[number];

/** A second chain, on which clients' payments become final. */
export interface PaymentChainParameters extends BlockParameters {
  /** Gas of one payment. */
  gas: number;
  gas_paid_by: GasPayer;
  relay: RelayParameters;
}

/** The scenario's `chain`: the network's own, and what goes with it. */
export interface ChainsParameters extends ChainParameters {
  gas_paid_by: GasPayer;
  /** Absent: transactions reach the chain at once. */
  relay?: RelayParameters;
  /** Absent: fees move at the answer. */
  payment?: PaymentChainParameters;
  /** For how long what proofs refer to is kept: `epochs` storage epochs of `epoch` seconds; absent: for ever. */
  storage?: { epoch: number; epochs: number };
}

const NO_CHAIN: BlockParameters = { mode: 'off', block_time: 1, gas_limit: 1, finality: 0, gas_price: 0 };

export class Chains {
  readonly own: Chain;
  readonly relays: Readonly<Record<ChainName, Relay>>;
  private readonly engine: Engine;
  private readonly mempool: Mempool;
  /** [0] blocks of the payment chain so far. */
  private readonly cells: F64;
  private readonly blockKind: number;
  private readonly accounts: Record<Exclude<GasPayer, 'nodes'>, number>;
  private parameters: ChainsParameters;

  constructor(world: World, own: Chain, parameters: ChainsParameters) {
    const { engine, ledger, store } = world;
    this.engine = engine;
    this.own = own;
    this.parameters = parameters;
    this.accounts = { treasury: world.treasury, facilitator: world.facilitator };
    // Gas of a chain that others run leaves the network.
    const pot = { account: ledger.outside[0], reason: 'payment gas' };
    this.mempool = new Mempool(world, 'payment', pot, parameters.payment ?? NO_CHAIN);
    this.relays = {
      proof: new Relay(world, own.mempool, 'relay'),
      payment: new Relay(world, this.mempool, 'payment/relay'),
    };
    const table = store.cells('payment/cells', 1);
    this.cells = table.column('value', 'f64');
    this.blockKind = engine.kind('payment/block', () => this.block(), { priority: BLOCK_PRIORITY });
  }

  /** New parameters from a change of rulebook. */
  configure(parameters: ChainsParameters): void {
    this.parameters = parameters;
    this.own.configure(parameters);
    this.relays.proof.configure(parameters.relay ?? null);
    if (!parameters.payment) return;
    this.mempool.configure(parameters.payment);
    this.relays.payment.configure(parameters.payment.relay);
  }

  /** First blocks; not called on resume. */
  start(): void {
    this.own.start();
    const { payment } = this.parameters;
    if (payment?.mode === 'on') this.engine.at(payment.block_time, this.blockKind, 0);
  }

  /** The payment chain's parameters; undefined: fees move at the answer. */
  get payment(): PaymentChainParameters | undefined {
    return this.parameters.payment;
  }

  /** Base units for one unit of gas on the network's own chain; 0 without one. */
  get gasPrice(): number {
    return this.parameters.mode === 'off' ? 0 : this.parameters.gas_price;
  }

  /** Blocks of the payment chain so far. */
  get paymentBlocks(): number {
    return this.cells.data[0];
  }

  /** Who pays for gas on a chain, unless `other` does: the account, which with `nodes` pays only what a node lacks. */
  gas(chain: ChainName, other?: GasPayer): { account: number; nodes: boolean } {
    const by =
      other ?? (chain === 'payment' ? this.parameters.payment?.gas_paid_by : undefined) ?? this.parameters.gas_paid_by;
    return { account: this.accounts[by === 'nodes' ? 'facilitator' : by], nodes: by === 'nodes' };
  }

  private block(): void {
    this.engine.at(this.mempool.blockTime(this.engine.now), this.blockKind, 0);
    this.cells.data[0]++;
    this.mempool.fill();
  }
}

/** Moves `fee` base units of gas from a node's wallet as far as there is enough, the rest from `other`. */
export function chargeNode(
  ledger: Ledger,
  wallet: number,
  other: number,
  fee: number,
  pot: number,
  reason: number,
): void {
  const own = Math.min(fee, Math.max(0, ledger.balance(wallet)));
  ledger.move(wallet, pot, own, reason);
  ledger.move(other, pot, fee - own, reason);
}
