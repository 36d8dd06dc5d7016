/**
 * What would a simulator say that nobody made fast? A second one, of objects, whole numbers without end and a sorted array
 * of events, written from the words of the model and of the rules. It shares with the real one only the keyed draws and the samplers.
 */
import { KeyedDraw } from '../../src/engine/keyed.ts';
import { sampler } from '../../src/engine/samplers/sampler.ts';
import { type Client, freshNode, type Job, type Node, type Spec, type Task } from './spec.ts';

const WHOLE = 1_000_000_000n;

interface Event {
  time: number;
  priority: number;
  order: number;
  run: () => void;
}

const MOST_ATTEMPTS = 128;
const COST = { native: 1, substitute: 0.25, 'made-up': 0.01, 'made-up-shared': 0.01 };

export class Reference {
  readonly log: string[] = [];
  readonly proved: string[] = [];
  /** `from to reason` -> base units. */
  readonly flows = new Map<string, bigint>();
  readonly nodes: Node[];
  treasury = 0n;
  private readonly spec: Spec;
  private readonly clients: Client[][];
  private readonly open: { jobs: Job[]; opened: number; timer?: Event }[];
  private readonly mempool: { gas: number; jobs: Job[] }[] = [];
  private events: Event[] = [];
  private now = 0;
  private order = 0;

  constructor(spec: Spec) {
    this.spec = spec;
    this.nodes = spec.nodes.map((_, index) => freshNode(spec, index));
    this.clients = spec.flows.map((f) => Array.from({ length: f.clients }, () => ({ wallet: 0n, until: 0 })));
    this.open = spec.flows.map(() => ({ jobs: [], opened: 0 }));
    for (const { bond } of this.nodes) this.pay('mint', 'node-bond', 'genesis', bond);
  }

  run(): this {
    const { spec } = this;
    spec.adversaries.forEach(({ name, count }, a) => {
      const lots = this.draw('adversary', name, 'holds');
      const free = this.nodes.filter((n) => n.adversary < 0);
      free.sort((x, y) => lots.uniform(x.index, 0) - lots.uniform(y.index, 0));
      for (const node of free.slice(0, count)) node.adversary = a;
      this.at(0, 10, () => {
        this.note('on', a);
        for (const node of this.nodes) if (node.adversary === a) node.acting = true;
      });
    });
    if (spec.chain) this.block(1);
    this.endEpoch(1);
    spec.flows.forEach((f, flow) => {
      if (f.rate > 0) this.nextArrival(flow, 0);
    });
    while (this.events.length > 0) {
      this.events.sort((a, b) => a.time - b.time || a.priority - b.priority || a.order - b.order);
      const event = this.events.shift()!;
      if (event.time > spec.horizon) break;
      this.now = event.time;
      event.run();
    }
    this.purchases();
    return this;
  }

  // Arrivals, routing.

  private nextArrival(flow: number, number: number): void {
    const { name, rate } = this.spec.flows[flow]!;
    const gap = -Math.log(this.draw('flow', name, 'gap').uniform(number, 0)) / rate;
    this.at(this.now + gap, 50, () => {
      this.note('arrive', flow, number);
      this.nextArrival(flow, number + 1);
      this.arrive(flow, number);
    });
  }

  private arrive(flow: number, number: number): void {
    const f = this.spec.flows[flow]!;
    const luck = (purpose: string) => this.draw('flow', f.name, purpose).uniform(number, 0);
    const client = this.clients[flow]![f.clients === 1 ? 0 : Math.floor(luck('client') * f.clients)]!;
    const size =
      'constant' in this.spec.size
        ? this.spec.size.constant
        : sampler({ kind: 'exponential', mean: this.spec.size.mean }).quantile(luck('size'));
    const job: Job = { flow, number, client, size, tasks: [], asked: 0, heard: 0, against: 0, answered: -1 };
    const copies = f.verification.rule === 'redundant' ? f.verification.copies : 1;
    const chosen: Node[] = [];
    // Draws 0..30 are the copies' first choices; further ones are for copies whose node is taken already.
    let attempt = 31;
    for (let k = 0; k < copies; k++) {
      let node = this.pick(job, k);
      while (node && node.status === 'active' && chosen.includes(node))
        node = attempt < MOST_ATTEMPTS ? this.pick(job, attempt++) : this.unused(chosen);
      if (node?.status !== 'active') return;
      chosen.push(node);
    }
    for (const node of chosen) this.submit(this.task(job, node, 'answer'));
  }

  private unused(chosen: Node[]): Node | undefined {
    const after = chosen.at(-1)!.index + 1;
    const round = [...this.nodes.slice(after), ...this.nodes.slice(0, after)];
    return round.find((node) => node.status === 'active' && !chosen.includes(node));
  }

  private pick(job: Job, attempt: number): Node | undefined {
    const { name, routing } = this.spec.flows[job.flow]!;
    const u = (place: number) => this.draw('flow', name, 'route').uniform(job.number, place);
    const active = this.nodes.filter((n) => n.status === 'active');
    if (routing.rule === 'stake-weighted') {
      const total = active.reduce((sum, n) => sum + Number(n.bond), 0);
      let sum = 0;
      for (const node of active) {
        sum += Number(node.bond);
        if (sum > u(attempt) * total) return node;
      }
      return undefined;
    }
    if (routing.rule === 'power-of-d') {
      const left = [...active];
      const drawn: Node[] = [];
      for (let k = 0; k < Math.min(routing.d, active.length); k++)
        drawn.push(...left.splice(Math.floor(u(attempt * 16 + k) * left.length), 1));
      const load = (n: Node) => n.queue.length + n.running;
      return drawn.reduce((best, n) => (load(n) < load(best) ? n : best), drawn[0]!);
    }
    const fresh = active[Math.floor(u(attempt) * active.length)];
    if (routing.rule === 'uniform') return fresh;
    const { client } = job;
    const gone = client.node === undefined || client.node.status !== 'active';
    if (attempt === 0 && client.node) {
      if (this.now < client.until) return client.node;
      if (!gone) {
        client.until = this.now + routing.recheck;
        return client.node;
      }
    }
    if (fresh && gone) {
      client.node = fresh;
      client.until = this.now + routing.recheck;
    }
    return fresh;
  }

  // Execution.

  private task(job: Job, node: Node, role: Task['role'], checks?: Task): Task {
    const task: Task = {
      job,
      ordinal: job.tasks.length,
      node,
      role,
      made: 'native',
      coalition: -1,
      work: 0,
      in: false,
    };
    if (checks) task.checks = checks;
    const adversary = this.spec.adversaries[node.adversary];
    if (adversary && node.acting) {
      const flow = this.spec.flows[job.flow]!.name;
      const { probability, attack, name } = adversary;
      const cheats = this.draw('adversary', name, flow, 'cheat').uniform(job.number, 0) < probability;
      if (attack === 'collude' && checks) {
        if (checks.node.adversary === node.adversary) {
          task.made = checks.made;
          task.echoes = checks;
        }
      } else if (cheats) {
        task.made = attack === 'lazy' ? 'made-up' : attack === 'collude' ? 'made-up-shared' : 'substitute';
        if (attack === 'collude') task.coalition = node.adversary;
      }
    }
    task.work = task.echoes ? 0 : job.size * COST[task.made];
    job.tasks.push(task);
    return task;
  }

  private submit(task: Task): void {
    const { node } = task;
    if (node.running < node.slots) {
      node.running++;
      this.serve(task);
    } else node.queue.push(task);
  }

  private serve(task: Task): void {
    this.at(this.now + task.work, 40, () => {
      const { job, node } = task;
      this.note('finish', job.flow, job.number, task.ordinal);
      const next = node.queue.shift();
      if (next) this.serve(next);
      else node.running--;
      task.in = true;
      if (task.role === 'audit') this.audited(task);
      else this.answered(task);
    });
  }

  // Verification.

  private agree(a: Task, b: Task): boolean {
    if (a.echoes === b || b.echoes === a) return true;
    return a.made === b.made && a.made !== 'made-up' && a.coalition === b.coalition;
  }

  private answered(task: Task): void {
    const { job } = task;
    const { name, verification } = this.spec.flows[job.flow]!;
    if (verification.rule === 'redundant') {
      const answers = job.tasks.filter((t) => t.in);
      const backed = (one: Task) =>
        answers.filter((t) => t === one || this.agree(t, one)).length * 2 > verification.copies;
      const found = job.winner ? undefined : answers.find(backed);
      if (found) {
        job.winner = found;
        this.accept(job, found);
      }
      if (answers.length < verification.copies || !job.winner) return;
      const guilty = job.tasks.filter((t) => t !== job.winner && !this.agree(t, job.winner!));
      for (const t of [...guilty].reverse()) this.convict(t);
      this.judge(job, guilty);
      return;
    }
    this.accept(job, task);
    if (verification.rule === 'none') return;
    if (this.draw('flow', name, 'audit').uniform(job.number, 0) >= verification.probability) return;
    for (let k = 0; k < verification.auditors; k++) {
      const auditor = this.auditor(job, k);
      if (!auditor) break;
      job.asked++;
      this.submit(this.task(job, auditor, 'audit', task));
    }
  }

  private auditor(job: Job, k: number): Node | undefined {
    const active = this.nodes.filter((n) => n.status === 'active');
    if (active.length === 0) return undefined;
    const draw = this.draw('flow', this.spec.flows[job.flow]!.name, 'auditor');
    const free = (node: Node) => job.tasks.every((t) => t.node !== node);
    for (let attempt = 0; attempt < 64; attempt++) {
      const node = active[Math.floor(draw.uniform(job.number, k * 64 + attempt) * active.length)]!;
      if (free(node)) return node;
    }
    return active.find(free);
  }

  private audited(task: Task): void {
    const { job } = task;
    job.heard++;
    if (!this.agree(task.checks!, task)) job.against++;
    if (job.heard < job.asked) return;
    const guilty = job.against * 2 > job.asked ? [task.checks!] : [];
    for (const t of guilty) this.convict(t);
    this.judge(job, guilty);
  }

  /** Everyone who answered has a verdict. */
  private judge(job: Job, guilty: Task[]): void {
    for (const task of job.tasks) {
      if (task.role === 'audit') continue;
      task.node.verdicts++;
      if (!guilty.includes(task)) task.node.good++;
    }
  }

  // Money.

  private accept(job: Job, task: Task): void {
    const { fee, settlement } = this.spec.flows[job.flow]!;
    job.answered = this.now;
    const { node, treasury } = this.spec.fees;
    const upTo = [node, node + treasury, WHOLE].map((part) => (fee * part) / WHOLE);
    const parts = [upTo[0]!, upTo[1]! - upTo[0]!, upTo[2]! - upTo[1]!];
    job.client.wallet -= fee;
    task.node.wallet += parts[0]!;
    this.treasury += parts[1]!;
    ['node', 'treasury', 'burn'].forEach((to, i) => {
      this.pay('client', to, 'fee', parts[i]!);
    });
    if (settlement.rule === 'individual') this.send([job], settlement.gas);
    if (settlement.rule === 'batch') this.batch(job, settlement);
  }

  private convict({ node, job }: Task): void {
    const { slashing, minimumStake } = this.spec;
    if (!slashing || node.status === 'exited') return;
    if (slashing.window > 0 && node.lastSlash >= 0 && this.now - node.lastSlash < slashing.window) return;
    node.lastSlash = this.now;
    const amount = (node.bond * slashing.fraction) / WHOLE;
    const victim = (amount * slashing.victim) / WHOLE;
    const treasury = (amount * (slashing.victim + slashing.treasury)) / WHOLE - victim;
    node.bond -= amount;
    job.client.wallet += victim;
    this.treasury += treasury;
    this.pay('node-bond', 'client', 'slash', victim);
    this.pay('node-bond', 'treasury', 'slash', treasury);
    this.pay('node-bond', 'burn', 'slash', amount - victim - treasury);
    if (node.bond < minimumStake) {
      node.status = 'exited';
      this.pay('node-bond', 'operator', 'unbond', node.bond);
      node.bond = 0n;
    } else if (slashing.jail > 0) {
      node.status = 'jailed';
      node.jailedUntil = Math.max(node.jailedUntil, this.now + slashing.jail);
      this.at(this.now + slashing.jail, 30, () => {
        this.note('release', node.index);
        if (node.status === 'jailed' && node.jailedUntil <= this.now) node.status = 'active';
      });
    }
  }

  private endEpoch(k: number): void {
    this.at(k * this.spec.epoch, 80, () => {
      this.note('epoch');
      this.purchases();
      this.endEpoch(k + 1);
    });
  }

  private purchases(): void {
    const buy = (owed: bigint, who: string) => {
      if (owed > 0n) this.pay('outside', who, 'purchase', owed);
      return owed > 0n ? owed : 0n;
    };
    for (const client of this.clients.flat()) client.wallet += buy(-client.wallet, 'client');
    this.treasury += buy(-this.treasury, 'treasury');
  }

  // Settlement.

  private batch(job: Job, { items, idle, age, gas }: { items: number; idle: number; age: number; gas: number }): void {
    const open = this.open[job.flow]!;
    if (open.jobs.length === 0) open.opened = this.now;
    open.jobs.push(job);
    if (open.timer) this.events = this.events.filter((event) => event !== open.timer);
    const flush = () => {
      delete open.timer;
      this.send(open.jobs, gas);
      open.jobs = [];
    };
    if (open.jobs.length >= items) flush();
    else open.timer = this.at(Math.min(this.now + idle, open.opened + age), 50, flush);
  }

  private send(jobs: Job[], gas: number): void {
    if (this.spec.chain) this.mempool.push({ gas, jobs });
    else this.prove(jobs);
  }

  private block(k: number): void {
    const { blockTime, gasLimit, finality, gasPrice } = this.spec.chain!;
    this.at(k * blockTime, 60, () => {
      for (let room = gasLimit; this.mempool.length > 0 && this.mempool[0]!.gas <= room; ) {
        const { gas, jobs } = this.mempool.shift()!;
        room -= gas;
        const fee = BigInt(Math.ceil(gas * gasPrice));
        this.treasury -= fee;
        this.pay('treasury', 'validators-pot', 'gas', fee);
        this.at(this.now + finality, 50, () => this.prove(jobs));
      }
      this.block(k + 1);
    });
  }

  private prove(jobs: Job[]): void {
    for (const job of jobs) this.proved.push(`${this.now} ${job.flow} ${job.answered}`);
  }

  // Means.

  private draw(...path: string[]): KeyedDraw {
    return new KeyedDraw(this.spec.seed, ...path);
  }

  private at(time: number, priority: number, run: () => void): Event {
    const event = { time, priority, order: this.order++, run };
    this.events.push(event);
    return event;
  }

  private note(...what: (string | number)[]): void {
    this.log.push([this.now, ...what].join(' '));
  }

  private pay(from: string, to: string, reason: string, amount: bigint): void {
    const key = `${from} ${to} ${reason}`;
    if (amount > 0n) this.flows.set(key, (this.flows.get(key) ?? 0n) + amount);
  }
}
