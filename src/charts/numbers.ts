/** How are numbers, money and times told to a reader? Three significant digits, no more; units always said. */

/** Keeps a number and its unit on one line. */
const NBSP = '\u00a0';

/** At most `digits` significant digits, thousands apart by commas; never an exponent between 1e-4 and 1e12. */
export function tell(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e12 || size < 1e-4) return superscript(value.toExponential(digits - 1));
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const rounded = Number(value.toFixed(Math.min(places, 20)));
  const [whole, fraction] = Math.abs(rounded).toFixed(Math.min(places, 20)).split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',');
  const trimmed = fraction?.replace(/0+$/, '');
  return `${rounded < 0 ? '−' : ''}${grouped}${trimmed ? `.${trimmed}` : ''}`;
}

/** 1.2e-5 as 1.2·10⁻⁵. */
function superscript(text: string): string {
  const [mantissa, exponent] = text.split('e');
  return `${mantissa!.replace(/\.?0+$/, '').replace('-', '−')}·${powerOfTen(Number(exponent))}`;
}

/** 10⁻⁵ */
export function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** A share as percent: 0.1234 as 12.3 %. */
export function tellShare(value: number | null): string {
  return value === null ? '–' : `${tell(value * 100)}${NBSP}%`;
}

export interface TimeUnit {
  name: string;
  /** Plural word of an axis. */
  label: string;
  seconds: number;
}

const UNITS: TimeUnit[] = [
  { name: 'y', label: 'years', seconds: 31_557_600 },
  { name: 'd', label: 'days', seconds: 86_400 },
  { name: 'h', label: 'hours', seconds: 3600 },
  { name: 'min', label: 'minutes', seconds: 60 },
  { name: 's', label: 'seconds', seconds: 1 },
];

/** The unit that shows `seconds` as 6 or more of them, e.g. 3 h in minutes and 24 h in hours. */
export function timeUnit(seconds: number): TimeUnit {
  return UNITS.find((unit) => seconds >= 6 * unit.seconds) ?? UNITS.at(-1)!;
}

/** In the largest unit that gives a whole number: 90 s, 2 h, 30 d; 20 ms; 4.21 h where there is none. */
export function tellDuration(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds !== 0 && Math.abs(seconds) < 0.1) return `${tell(seconds * 1000)}${NBSP}ms`;
  const whole = UNITS.find((unit) => seconds > 0 && Number.isInteger(seconds / unit.seconds));
  const unit = whole ?? timeUnit(seconds);
  return `${tell(seconds / unit.seconds)}${NBSP}${unit.name}`;
}

/** A told amount in USD with its sign first: −$8.38. */
export function dollars(told: string): string {
  return told.startsWith('−') ? `−$${told.slice(1)}` : `$${told}`;
}

/** Base units as whole tokens. */
export function tokens(result: { manifest: { scenario: { token: { decimals: number } } } }, units: number): number {
  return units / 10 ** result.manifest.scenario.token.decimals;
}
