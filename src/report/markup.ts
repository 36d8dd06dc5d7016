/** How does text become HTML? Everything is escaped unless it says that it is markup already. */

/** Text that is HTML already. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Markup | readonly Part[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function print(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number')
    return String(part).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
  return part.map(print).join('');
}

/** Template tag: `html\`<p>${text}</p>\`` escapes `text`, joins lists, leaves Markup as it is. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + print(parts[i - 1]!) + string));
}

/** A metric's name, alone or with its unit: the only long words of a table. */
const LONG_NAME = /^[a-z]\w*(\.[\w-]+)+( \(.*\))?$/;

/** Lets a long name break after its dots and underscores, instead of pushing the columns beside it off the page. */
export function breakable(part: Part): Part {
  if (typeof part !== 'string' || !LONG_NAME.test(part)) return part;
  return part.split(/(?<=[._])/).map((piece, i) => (i === 0 ? piece : [new Markup('<wbr>'), piece]));
}

/** A table with a header; columns named in `numeric` are aligned to the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly Part[])[],
  numeric: readonly number[],
): Markup {
  const align = (i: number) => (numeric.includes(i) ? new Markup(' class="number"') : '');
  return html`<div class="scroll"><table>
<thead><tr>${header.map((cell, i) => html`<th${align(i)}>${breakable(cell)}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td${align(i)}>${breakable(cell)}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}
