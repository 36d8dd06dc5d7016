/** How is a moment written in a log? As ISO 8601 has it, or with a space in place of the T: read as seconds. */

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Whole seconds since 1970-01-01 UTC, and the fraction kept apart: together they would lose its digits. */
export interface Timestamp {
  seconds: number;
  fraction: number;
}

/** Undefined for anything else. A time without a zone is taken as UTC; leap seconds are not known. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const parts = FORM.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  if (month! < 1 || month! > 12 || day! < 1 || day! > daysIn(year!, month!)) return undefined;
  if (hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const zone = parts[8] ?? 'Z';
  const digits = zone.replace(/\D/g, '').padEnd(4, '0');
  const offset = (Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60) * (zone.startsWith('-') ? -1 : 1);
  const seconds = daysSince1970(year!, month!, day!) * 86_400 + hour! * 3600 + minute! * 60 + second! - offset;
  return { seconds, fraction: Number(parts[7] ?? 0) };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Of the Gregorian calendar, from the year 1 on: years are counted from March, so that the leap day is the last one. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  const fromMarch = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  return 365 * y + leapDays + fromMarch + day - 1 - 719_468;
}
