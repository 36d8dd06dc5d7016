/**
 * What may a formula say, and what JavaScript is it? mathjs parses; only numbers, + - * / ^, comparisons, and/or/not,
 * conditions and a few functions pass. `^`, log and exp become the engine's own, which agree on every machine.
 * mathjs takes most of a second to load, so it is loaded when the first formula is met, and in the main process only.
 */
import { didYouMean, oneOf } from './suggestion.ts';
import { WordError } from './word.ts';

/** Functions of formulas: the least and greatest number of arguments, and the JavaScript callee. */
const FUNCTIONS: Record<string, readonly [least: number, most: number, callee: string]> = {
  min: [1, Number.POSITIVE_INFINITY, 'Math.min'],
  max: [1, Number.POSITIVE_INFINITY, 'Math.max'],
  abs: [1, 1, 'Math.abs'],
  sqrt: [1, 1, 'Math.sqrt'],
  exp: [1, 1, 'exp'],
  log: [1, 1, 'log'],
  floor: [1, 1, 'Math.floor'],
  ceil: [1, 1, 'Math.ceil'],
  round: [1, 1, 'Math.round'],
  clamp: [3, 3, 'clamp'],
};

const ARITHMETIC: Record<string, string> = { add: '+', subtract: '-', multiply: '*', divide: '/' };
const COMPARISON: Record<string, string> = {
  smaller: '<',
  smallerEq: '<=',
  larger: '>',
  largerEq: '>=',
  equal: '===',
  unequal: '!==',
};

const SYNTAX = 'numbers, names, + - * / ^, comparisons, and/or/not, "a ? b : c" and parentheses';

/** What is read of mathjs's nodes. */
interface Node {
  type: string;
  value?: unknown;
  name?: string;
  fn?: string | { name?: string };
  args?: Node[];
  implicit?: boolean;
  isPercentage?: boolean;
  content?: Node;
  condition?: Node;
  trueExpr?: Node;
  falseExpr?: Node;
  conditionals?: string[];
  params?: Node[];
}

export interface Formula {
  /** JavaScript over `$name` for each variable, `pow`, `log`, `exp`, `clamp` and Math's exact functions. */
  code: string;
  /** Variables used, in order of appearance. */
  variables: string[];
}

/** Compiles formula text over the given variable names. Throws WordError with the offset of what is wrong. */
export async function compileFormula(text: string, known: readonly string[]): Promise<Formula> {
  const { parse } = await import('mathjs/number');
  let root: Node;
  try {
    root = parse!(text) as unknown as Node;
  } catch (fault) {
    const { message, char } = fault as { message: string; char?: number };
    const reason = message.replace(/\s*\(char \d+\)$/, '');
    throw new WordError(
      `cannot be read: ${reason[0]!.toLowerCase()}${reason.slice(1)}`,
      SYNTAX,
      char === undefined ? undefined : char - 1,
    );
  }
  const writer = new Writer(text, known);
  const code = writer.number(root);
  return { code, variables: [...writer.used] };
}

/** Writes JavaScript; a value is a number everywhere, and a condition is true when its number is not 0. */
class Writer {
  readonly used = new Set<string>();
  private readonly text: string;
  private readonly known: readonly string[];

  constructor(text: string, known: readonly string[]) {
    this.text = text;
    this.known = known;
  }

  number(node: Node): string {
    switch (node.type) {
      case 'ConstantNode':
        if (typeof node.value !== 'number' || !Number.isFinite(node.value))
          throw this.refused(String(node.value), 'finite numbers');
        return String(node.value);
      case 'ParenthesisNode':
        return this.number(node.content!);
      case 'SymbolNode':
        return this.variable(node.name!);
      case 'ConditionalNode':
        return `(${this.truth(node.condition!)} ? ${this.number(node.trueExpr!)} : ${this.number(node.falseExpr!)})`;
      case 'FunctionNode':
        return this.call(node);
      case 'OperatorNode':
        return this.operator(node) ?? `(${this.truth(node)} ? 1 : 0)`;
      case 'RelationalNode':
        return `(${this.truth(node)} ? 1 : 0)`;
      default:
        throw new WordError(`uses what formulas do not have (${node.type.replace('Node', '').toLowerCase()})`, SYNTAX);
    }
  }

  /** Arithmetic of numbers; undefined for operators whose result is true or false. */
  private operator(node: Node): string | undefined {
    const name = String(node.fn);
    const args = node.args!;
    if (node.implicit) throw new WordError('leaves out a multiplication sign', 'every product to be written with *');
    if (node.isPercentage) throw this.refused('%', 'a share such as 0.05');
    if (name === 'unaryMinus') return `(-${this.number(args[0]!)})`;
    if (name === 'unaryPlus') return this.number(args[0]!);
    if (name === 'pow') return `pow(${this.number(args[0]!)}, ${this.number(args[1]!)})`;
    const sign = Object.hasOwn(ARITHMETIC, name) ? ARITHMETIC[name] : undefined;
    return sign && `(${this.number(args[0]!)} ${sign} ${this.number(args[1]!)})`;
  }

  private truth(node: Node): string {
    if (node.type === 'ParenthesisNode') return this.truth(node.content!);
    if (node.type === 'RelationalNode') {
      const parts = node.params!.map((part) => this.number(part));
      return `(${node.conditionals!.map((name, i) => `${parts[i]} ${COMPARISON[name]} ${parts[i + 1]}`).join(' && ')})`;
    }
    if (node.type === 'OperatorNode') {
      const name = String(node.fn);
      const args = node.args!;
      if (name === 'and') return `(${this.truth(args[0]!)} && ${this.truth(args[1]!)})`;
      if (name === 'or') return `(${this.truth(args[0]!)} || ${this.truth(args[1]!)})`;
      if (name === 'not') return `!${this.truth(args[0]!)}`;
      if (Object.hasOwn(COMPARISON, name))
        return `(${this.number(args[0]!)} ${COMPARISON[name]} ${this.number(args[1]!)})`;
      const arithmetic = this.operator(node);
      if (arithmetic === undefined) throw this.refused(`the operator ${name}`, SYNTAX);
      return `(${arithmetic} !== 0)`;
    }
    return `(${this.number(node)} !== 0)`;
  }

  private call(node: Node): string {
    const name = typeof node.fn === 'string' ? node.fn : (node.fn?.name ?? '');
    const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!known) throw this.unknown(name, Object.keys(FUNCTIONS), 'function');
    const [least, most, callee] = known;
    const given = node.args!.length;
    if (given < least || given > most)
      throw new WordError(
        `gives ${name} ${given} argument${given === 1 ? '' : 's'}`,
        least === most ? String(least) : `at least ${least}`,
        this.offsetOf(name),
      );
    return `${callee}(${node.args!.map((argument) => this.number(argument)).join(', ')})`;
  }

  private variable(name: string): string {
    if (!this.known.includes(name)) throw this.unknown(name, this.known, 'name');
    this.used.add(name);
    return `$${name}`;
  }

  private unknown(name: string, known: readonly string[], what: string): WordError {
    return new WordError(
      `speaks of "${name}", which is no ${what} here${didYouMean(name, known)}`,
      oneOf(known),
      this.offsetOf(name),
    );
  }

  private refused(what: string, expected: string): WordError {
    return new WordError(`uses ${what}`, expected);
  }

  private offsetOf(name: string): number | undefined {
    const found = new RegExp(`(?<![\\w.])${name.replace(/[^\w]/g, '\\$&')}(?!\\w)`).exec(this.text);
    return found?.index;
  }
}
