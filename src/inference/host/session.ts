/** How is a model run without being able to take the simulator down with it? By a process that may be killed. */
import { type ChildProcess, fork } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceError } from './error.ts';
import type { Feeds, Loaded, LoadOptions, Reply, Request, RunResult, Work } from './messages.ts';

/** Inputs sent in one message: enough to make messages cheap, few enough to keep them small. */
const BATCH = 32;

interface Waiting {
  resolve: (value: never) => void;
  reject: (error: InferenceError) => void;
  timer: NodeJS.Timeout;
}

/**
 * One child process with ONNX Runtime. Any of its calls rejects with InferenceError when the runtime reports an
 * error, the process dies, or the time is over; in the last case it is killed (SIGKILL) and stays dead.
 * `close` it when done.
 */
export class InferenceProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #kill = () => this.#child.kill('SIGKILL');
  #next = 0;
  #stderr = '';
  #dead: InferenceError | undefined;

  constructor() {
    // Compiled, the child is a .js file; in a checkout (tests) it is TypeScript, which tsx loads. The working
    // directory is this room's own, so that `tsx` and the runtimes are found from wherever the user stands.
    const source = import.meta.url.endsWith('.ts');
    const typed = fileURLToPath(new URL('./child.ts', import.meta.url));
    const file = source ? typed : typed.replace(/\.ts$/, '.js');
    this.#child = fork(file, [], {
      cwd: dirname(file),
      execArgv: source ? ['--import', 'tsx'] : [],
      env: { ...process.env, OMP_NUM_THREADS: '1' },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr!.on('data', (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-2_000);
    });
    this.#child.on('message', (reply: Reply) => this.#settle(reply));
    this.#child.on('error', (error) => this.#end(`the inference process cannot be used: ${error.message}`));
    // 'close' and not 'exit': by then what it wrote to stderr has arrived.
    this.#child.on('close', (code, signal) => {
      const cause = this.#stderr.trim().split('\n').at(-1);
      this.#end(`the inference process ended (${signal ?? `exit code ${code}`})${cause ? `: ${cause}` : ''}`);
    });
    process.on('exit', this.#kill);
  }

  /** Loads a file under a key of the caller's choice. */
  load(key: string, options: LoadOptions, timeout = 120): Promise<Loaded> {
    return this.#ask<Loaded>({ do: 'load', session: key, options }, `loading ${options.file}`, timeout);
  }

  /**
   * Runs a loaded session on each input, in order, one at a time. `timeout` in seconds is for each batch of up to
   * 32 inputs.
   */
  async run(key: string, inputs: readonly Feeds[], timeout = 300): Promise<RunResult> {
    const outputs: Float64Array[] = [];
    const seconds = new Float64Array(inputs.length);
    for (let from = 0; from < inputs.length; from += BATCH) {
      const batch = inputs.slice(from, from + BATCH);
      const part = await this.#ask<RunResult>({ do: 'run', session: key, inputs: batch }, `running ${key}`, timeout);
      outputs.push(...part.outputs);
      seconds.set(part.seconds, from);
    }
    return { outputs, seconds };
  }

  /** Ends the process at once, whatever it is doing; calls under way reject. */
  close(): void {
    this.#end('the inference process was closed');
  }

  #ask<T>(work: Work, what: string, timeout: number): Promise<T> {
    if (this.#dead) return Promise.reject(this.#dead);
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(`${what} took more than ${timeout} s and was stopped`);
      }, timeout * 1_000);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#child.send({ ...work, id } satisfies Request, (error) => {
        if (error) this.#end(`the inference process cannot be reached: ${error.message}`);
      });
    });
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    this.#waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if ('ok' in reply) waiting.resolve(reply.ok as never);
    else waiting.reject(new InferenceError(reply.error));
  }

  #end(why: string): void {
    if (this.#dead) return;
    this.#dead = new InferenceError(why);
    process.off('exit', this.#kill);
    this.#kill();
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(this.#dead);
    }
    this.#waiting.clear();
  }
}

/** Opens a process for one piece of work and ends it, whatever happens. */
export async function withProcess<T>(work: (process: InferenceProcess) => Promise<T>): Promise<T> {
  const process = new InferenceProcess();
  try {
    return await work(process);
  } finally {
    process.close();
  }
}
