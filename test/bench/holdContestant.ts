/**
 * The hold model (Vaucher and Duval 1975): N events pending; each, when it fires, schedules one more. Arguments: `engine`
 * (Verisim's, dispatch and fingerprint included) or `objects` (a binary heap of plain objects, dispatch to a function in
 * an array); pending events; `continuous` (exponential delays) or `tied` (all delays 1: all N share each instant).
 */
import type { Engine as EngineType } from '../../src/engine/engine.ts';
import type { Store as StoreType } from '../../src/engine/state.ts';
import { compiled, cpuSeconds, Slices } from './contestant.ts';

const [what, pendingText, times] = process.argv.slice(2);
const pending = Number(pendingText);
const WARM_UP = Math.max(500_000, pending);
const EVENTS = 2_000_000;

/** Delays are drawn beforehand: the draw is not what is measured. */
const MASK = 65_535;
const delays = Float64Array.from({ length: MASK + 1 }, () => (times === 'tied' ? 1 : -Math.log(1 - Math.random())));
let next = 0;

interface Event {
  time: number;
  order: number;
  kind: number;
  subject: number;
}

/** Binary heap of objects by (time, order): what one writes first. */
class ObjectHeap {
  private readonly items: Event[] = [];

  push(event: Event): void {
    const { items } = this;
    items.push(event);
    let i = items.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(event, items[parent]!)) break;
      items[i] = items[parent]!;
      i = parent;
    }
    items[i] = event;
  }

  pop(): Event {
    const { items } = this;
    const top = items[0]!;
    const last = items.pop()!;
    if (items.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child++;
      if (!before(items[child]!, last)) break;
      items[i] = items[child]!;
      i = child;
    }
    items[i] = last;
    return top;
  }
}

function before(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

async function engineRounds(): Promise<(events: number) => void> {
  const { Engine } = await compiled<{ Engine: typeof EngineType }>('engine/engine.js');
  const { Store } = await compiled<{ Store: typeof StoreType }>('engine/state.js');
  const engine = new Engine(new Store());
  const kind: number = engine.kind('hold', (subject) => engine.after(delays[next++ & MASK]!, kind, subject));
  for (let i = 0; i < pending; i++) engine.after(delays[next++ & MASK]!, kind, i);
  return (events) => {
    engine.run(Infinity, events);
  };
}

function objectRounds(): (events: number) => void {
  const heap = new ObjectHeap();
  let now = 0;
  let order = 0;
  const schedule = (subject: number): void =>
    heap.push({ time: now + delays[next++ & MASK]!, order: order++, kind: 0, subject });
  const handlers = [schedule];
  for (let i = 0; i < pending; i++) schedule(i);
  return (events) => {
    for (let i = 0; i < events; i++) {
      const event = heap.pop();
      now = event.time;
      handlers[event.kind]!(event.subject);
    }
  };
}

const run = what === 'engine' ? await engineRounds() : objectRounds();
run(WARM_UP);
const SLICE = 50_000;
const slices = new Slices(SLICE);
const start = cpuSeconds();
for (let done = 0; done < EVENTS; done += SLICE) slices.time(() => run(SLICE));
const ns = ((cpuSeconds() - start) / EVENTS) * 1e9;
process.stdout.write(`${JSON.stringify({ ns, quietest: slices.quietest * 1e9 })}\n`);
