/**
 * Which Verisim does runs? Machines that work on one experiment must be of one build: another one may give other numbers
 * for the same seed.
 */
import { RESULTS_FORMAT } from '../../results/manifest.ts';
import { gitCommit, verisimVersion } from '../../results/version.ts';

export interface Build {
  version: string;
  /** Form of results, fingerprints of runs among them. */
  format: string;
  /** Of the checkout that it runs in; null where it is installed. */
  commit: string | null;
}

/** The build of this process. */
export function thisBuild(): Build {
  // Changes that are not committed cannot be compared.
  return { version: verisimVersion(), format: RESULTS_FORMAT, commit: gitCommit()?.replace(/-dirty$/, '') ?? null };
}

/** Can runs of both stand in one table? A commit that is not known is taken on trust. */
export function sameBuild(a: Build, b: Build): boolean {
  const commits = a.commit === null || b.commit === null || a.commit === b.commit;
  return a.version === b.version && a.format === b.format && commits;
}

/** `Verisim 0.1.0 (verisim-results/1, commit 0123456)` */
export function describeBuild({ version, format, commit }: Build): string {
  return `Verisim ${version} (${format}${commit === null ? '' : `, commit ${commit.slice(0, 7)}`})`;
}
