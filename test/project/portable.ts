/**
 * Which places of src/ could make results differ between Node versions, machines or days? ECMAScript leaves the last bit
 * of most of Math to the engine, and `**`, Intl and localeCompare changed between Node 20, 22 and 24; a clock or
 * Math.random changes every run. Names are resolved by TypeScript's checker, so that no alias hides them.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** What ECMAScript defines to the bit, and what src/engine/canary.ts checks at start (exp, log). */
const MATH = new Set(
  'abs ceil floor round trunc sign sqrt min max imul clz32 fround exp log E LN2 LN10 LOG2E LOG10E PI SQRT2 SQRT1_2'.split(
    ' ',
  ),
);

export interface Finding {
  /** Path relative to the root, with slashes. */
  file: string;
  /** From 1. */
  line: number;
  /** `Math.pow`, `**`, `Date`... */
  what: string;
}

/** Names worth asking the checker about: it is slow. */
const SUSPECT = new Set([
  ...Object.getOwnPropertyNames(Math).filter((name) => !MATH.has(name)),
  ...['Intl', 'Date', 'performance', 'hrtime', 'uptime', 'localeCompare'],
]);
const suspect = (name: string): boolean => SUSPECT.has(name) || name.startsWith('toLocale');

/** What the name stands for if it is banned; `name` is TypeScript's qualified name of something of a standard library. */
function banned(name: string): string | undefined {
  const [member, owner] = name.split('.').reverse() as [string, string | undefined];
  if (owner === 'Math') return MATH.has(member) ? undefined : `Math.${member}`;
  if (['Intl', 'Date', 'performance'].includes(member)) return member;
  if (member === 'localeCompare' || member.startsWith('toLocale')) return member;
  if (owner === 'Process' && (member === 'hrtime' || member === 'uptime')) return `process.${member}`;
  return undefined;
}

/** Places in `files` (absolute paths) that use something banned. Throws when a file cannot be read. */
export function unportable(root: string, files: readonly string[]): Finding[] {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const typeRoots = [join(root, 'node_modules/@types')];
  const program = ts.createProgram([...files], { ...options, typeRoots });
  const checker = program.getTypeChecker();
  const findings: Finding[] = [];

  const standard = (found: ts.Symbol | undefined): string | undefined => {
    const symbol = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    const home = symbol?.declarations?.[0]?.getSourceFile();
    if (symbol === undefined || home === undefined) return undefined;
    const isStandard = program.isSourceFileDefaultLibrary(home) || home.fileName.includes('/@types/node/');
    return isStandard ? checker.getFullyQualifiedName(symbol) : undefined;
  };

  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file}: not found`);
    const report = (node: ts.Node, what: string): void => {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      findings.push({ file: relative(root, file).replaceAll('\\', '/'), line, what });
    };
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.AsteriskAsteriskToken || node.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken)
        report(node, '**');
      const name = standard(symbolOf(node, checker));
      const what = name === undefined ? undefined : banned(name);
      if (what !== undefined) report(node, what);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return findings;
}

/** The symbol that a name, an element access by literal, or a destructured name stands for. */
function symbolOf(node: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
    const name = node.propertyName ?? node.name;
    return (ts.isIdentifier(name) || ts.isStringLiteral(name)) && suspect(name.text)
      ? checker.getTypeAtLocation(node.parent).getProperty(name.text)
      : undefined;
  }
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return suspect(node.argumentExpression.text)
      ? checker.getTypeAtLocation(node.expression).getProperty(node.argumentExpression.text)
      : undefined;
  if (!ts.isIdentifier(node) || !suspect(node.text) || ts.isBindingElement(node.parent)) return undefined;
  return checker.getSymbolAtLocation(node);
}

/** All TypeScript files of a folder, and of the folders in it. */
export function sources(folder: string): string[] {
  return ts.sys.readDirectory(folder, ['.ts']).sort();
}

export const projectRoot = dirname(dirname(import.meta.dirname));
