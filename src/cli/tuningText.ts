/** What does a terminal show of a tuning? The rules that lead, what they reach on fresh seeds beside the baseline, and where the page is. */
import { tell } from '../charts/numbers.ts';
import { tellEstimate } from '../charts/tuningScale.ts';
import { inWords } from '../experiment/tune/goals.ts';
import type { Tuning } from '../experiment/tune/tune.ts';
import { columns, styles } from './terminal.ts';

export function tuningText(tuning: Tuning, report: string): string {
  const { bold, faint, warn } = styles(process.stdout);
  const { finalists, leader, winner, goals, factors, compared, search, runs } = tuning;
  const led = finalists.find(({ candidate }) => candidate.number === leader);
  const lines = [
    bold(tuning.name),
    faint(
      `${tuning.method} · ${search.candidates.length} candidates in ${search.generations.length} generations · ${runs} runs · seed ${tuning.seed}`,
    ),
    '',
  ];
  if (led !== undefined) {
    const kept =
      winner === null
        ? warn('breaks constraints')
        : led.standing === 'surely'
          ? 'keeps the constraints'
          : 'keeps the constraints by its means';
    lines.push(`Candidate ${led.candidate.number} ${kept}, on ${tuning.freshReplications} fresh seeds:`);
    lines.push(
      ...columns(
        factors.map(({ name, unit }, i) => {
          const value = led.candidate.values[i]!;
          return [`  ${name}`, `${typeof value === 'number' ? tell(value, 4) : value} ${unit}`.trim()];
        }),
      ),
      '',
    );
  }
  const rows = compared.map(({ metric, baseline, tuned, difference }) => {
    const bounds = goals.constraints.filter((constraint) => constraint.metric === metric).map(inWords);
    const direction = goals.objectives.filter((objective) => objective.metric === metric).map((each) => each.direction);
    return [
      metric,
      [...direction, ...bounds].join(', '),
      tellEstimate(baseline),
      tellEstimate(tuned),
      difference === null ? '–' : `${tell(difference.mean)} [${tell(difference.ci95[0])}, ${tell(difference.ci95[1])}]`,
    ];
  });
  lines.push(
    ...columns([['metric', 'goal', 'baseline', 'tuned', 'tuned − baseline'].map(faint), ...rows], [2, 3, 4]),
    '',
  );
  lines.push(`${finalists.length} finalists, charts and intervals: ${report}`);
  return lines.join('\n');
}
