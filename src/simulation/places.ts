/**
 * Where is everybody, and how long does it take from one to another? Clients and nodes are in regions; a single way takes what
 * the matrix of regions says, and jitter, which is the job's own luck.
 */
import { sampler } from '../engine/samplers/sampler.ts';
import type { F64, I32 } from '../engine/state.ts';
import type { World } from '../network/world.ts';
import { apportioned } from '../scenario/places.ts';
import type { Flow, Regions, Scenario } from '../scenario/schema.ts';

/** Moves a task to its node, and its output back. */
export interface Travel {
  out(task: number): boolean;
  back(task: number): void;
}

/** What happens to a task at the end of its way. */
interface Ends {
  submit(task: number): boolean;
  handIn(task: number): void;
}

export class Places {
  private readonly world: World;
  private readonly regions: Regions;
  /** Seconds from region a to region b, at a x regions + b. */
  private readonly matrix: Float64Array;
  private readonly ofGroup: Int32Array;
  private readonly ofOperators: Int32Array;
  /** Region of each client. */
  readonly ofClient: I32;
  /** 1: the flow's jobs have stages. */
  private readonly staged: Uint8Array;
  /** Of a job with stages, the node that it comes from; -1: its client. */
  private readonly from: F64;

  /** Of a populated world: gives every client its region. */
  constructor(world: World, scenario: Scenario, regions: Regions) {
    this.world = world;
    this.regions = regions;
    this.matrix = Float64Array.from(regions.latency.flat());
    const index = (name: string | undefined) => (name === undefined ? -1 : regions.names.indexOf(name));
    this.ofGroup = Int32Array.from(scenario.nodes, ({ region }) => index(region));
    this.ofOperators = Int32Array.from(scenario.operators, ({ region }) => index(region));
    this.staged = Uint8Array.from(scenario.flows, ({ stages }) => (stages ? 1 : 0));
    const { clients, jobs } = world.tables;
    this.ofClient = clients.table.column('region', 'i32', -1);
    this.from = jobs.table.column('from', 'f64', -1);
    let client = 0;
    for (const flow of scenario.flows) {
      const shares = Object.entries(flow.regions ?? {});
      const counts = apportioned(
        shares.map(([, share]) => share),
        flow.clients,
      );
      let place = client;
      shares.forEach(([name], s) => {
        for (let k = 0; k < counts[s]; k++) this.ofClient.data[place++] = index(name);
      });
      client += flow.clients;
    }
  }

  /** Index of a node's region: its group's, else its operator's; -1 without one. */
  ofNode(node: number): number {
    const { nodes, operators } = this.world.tables;
    const own = this.ofGroup[nodes.group.data[node]];
    if (own >= 0) return own;
    const group = operators.group.data[nodes.operator.data[node]];
    return group >= 0 ? this.ofOperators[group] : -1;
  }

  /** Seconds from where the job is to a node, without jitter. */
  distance(job: number, node: number): number {
    const { client, flow } = this.world.tables.jobs;
    const from = this.staged[flow.data[job]] === 1 ? this.from.data[job] : -1;
    return this.between(from < 0 ? this.ofClient.data[client.data[job]] : this.ofNode(from), node);
  }

  private between(region: number, node: number): number {
    return region < 0 ? 0 : this.matrix[region * this.regions.names.length + this.ofNode(node)];
  }

  private home(job: number, node: number): number {
    const region = this.ofClient.data[this.world.tables.jobs.client.data[job]];
    return this.matrix[this.ofNode(node) * this.regions.names.length + region];
  }

  /** The ways of a flow whose clients are in regions. */
  travel(flow: Flow, ends: Ends): Travel {
    const { engine, tables } = this.world;
    const { tasks, jobs } = tables;
    const jitter = sampler(this.regions.jitter);
    const constant = this.regions.jitter.kind === 'constant';
    const draw = this.world.draw('flow', flow.name, 'travel');
    const reach = engine.kind(`travel/${flow.name}/out`, (task) => void ends.submit(task), { priority: 45 });
    const back = engine.kind(`travel/${flow.name}/back`, (task) => ends.handIn(task), { priority: 45 });
    const more = (task: number, job: number, way: number) =>
      constant ? jitter.mean : jitter.quantile(draw.uniform(jobs.number.data[job], 2 * tasks.ordinal.data[task] + way));
    return {
      out: (task) => {
        const job = tasks.job.data[task];
        return engine.after(this.distance(job, tasks.node.data[task]) + more(task, job, 0), reach, task) >= 0;
      },
      back: (task) => {
        const job = tasks.job.data[task];
        engine.after(this.home(job, tasks.node.data[task]) + more(task, job, 1), back, task);
      },
    };
  }
}
