/** Do the modes that a trace asks for exist in its flow's mixed verification? */
import type { CsvTable } from '../language/csvTable.ts';
import { didYouMean, oneOf } from '../language/suggestion.ts';
import { modesOf } from '../rules/modes.ts';
import type { Report } from './problems.ts';
import type { PartialScenario } from './sections.ts';

export function checkModes({ flows }: PartialScenario, report: Report): void {
  for (const [f, flow] of (flows ?? []).entries()) {
    if (flow?.arrivals.rule !== 'trace') continue;
    const modes = modesOf(flow.verification);
    const file = flow.arrivals.params.file as CsvTable;
    if (modes.length === 0) continue;
    for (const mode of new Set(file.texts.mode ?? []))
      if (!modes.includes(mode))
        report({
          path: ['flows', f, 'arrivals', 'trace', 'file'],
          message: `asks for mode "${mode}", which flow ${flow.name} does not have${didYouMean(mode, modes)}`,
          expected: oneOf(modes),
        });
  }
}
