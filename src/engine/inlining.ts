/**
 * How far does the compiler inline? A job's walk is a chain of small functions of many files, and V8's budgets for inlining
 * are made for web pages: with larger ones whole networks ran 9 % faster (quietest slices of opengradient-open at 1,000
 * nodes, six processes each way). What is computed stays the same to the last bit.
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that a function may have to be inlined wherever it is called; V8's own: 27. */
const SMALL = 60;
/** Bytes of bytecode that a function may have to be inlined where it is called often; V8's own: 460, less than a keyed draw has. */
const LARGE = 1200;
/** Bytes of bytecode that may be inlined into one function; V8's own: 920. */
const CUMULATIVE = 3000;
/** How often, per call of its caller, a call must happen to be inlined; V8's own: 0.15. */
const FREQUENCY = 0.05;

/**
 * Raises the budgets of this process and of all its threads, for functions compiled from now on: the first thing that a program
 * does. A V8 that does not know a flag says so on stderr and goes on.
 */
export function inlineMore(): void {
  setFlagsFromString(`--max-inlined-bytecode-size-small=${SMALL}`);
  setFlagsFromString(`--max-inlined-bytecode-size=${LARGE}`);
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${CUMULATIVE}`);
  setFlagsFromString(`--min-inlining-frequency=${FREQUENCY}`);
}
