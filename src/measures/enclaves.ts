/** How much of the network do clients find through the registry of enclaves, and how much of that is sound? */
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import type { MetricInfo } from './record.ts';

const ONLY = 'only of scenarios with verification.enclaves';

const info = (name: string, unit: string, summary: string, convention: string): MetricInfo => ({
  name,
  unit,
  kind: 'total',
  summary,
  convention: `${convention}; ${ONLY}`,
});

const infos: MetricInfo[] = [
  info(
    'enclaves.listed_share',
    'share',
    'nodes of an image that the registry lists: attested, image approved, heard of lately',
    'time-weighted mean over the run, of all nodes with an image; null without',
  ),
  info(
    'enclaves.broken_share',
    'share',
    'nodes of an image that are listed though their attestations can be forged',
    'time-weighted mean over the run, of all nodes with an image; null without',
  ),
  info('enclaves.attestations', 'attestations', 'attestations that were accepted', 'registrations and re-attestations'),
  info(
    'enclaves.attestations_refused',
    'attestations',
    'attestations that were not',
    'too old when they were final, or of an image that is not approved',
  ),
  info(
    'enclaves.expiries',
    'nodes',
    'times that a node was not heard of for too long',
    'each gap of each node counts once',
  ),
  info(
    'enclaves.heartbeats',
    'heartbeats',
    'heartbeats that arrived',
    'each pays its gas, where the chain has a price',
  ),
  info('enclaves.revocations', 'images', 'times that an image lost its approval', 'by rule, by event or by detection'),
  info('enclaves.breaks', 'breaks', 'times that an adversary broke into its enclaves', 'noticed or not'),
];

function attach(run: Simulation): Attached {
  const { enclaves, scenario, world } = run;
  return {
    metrics(): ReturnType<Attached['metrics']> {
      if (!scenario.verification.enclaves) return {};
      const { image } = world.tables.nodes;
      let members = 0;
      for (let node = 0; node < world.tables.nodes.table.size; node++) if (image.data[node] >= 0) members++;
      const { listed, broken } = enclaves.areas();
      const mean = (area: number) => (members > 0 ? area / (members * scenario.horizon) : null);
      return {
        'enclaves.listed_share': mean(listed),
        'enclaves.broken_share': mean(broken),
        'enclaves.attestations': enclaves.count('registrations'),
        'enclaves.attestations_refused': enclaves.count('refused'),
        'enclaves.expiries': enclaves.count('expiries'),
        'enclaves.heartbeats': enclaves.count('heartbeats'),
        'enclaves.revocations': enclaves.count('revocations'),
        'enclaves.breaks': enclaves.count('breaks'),
      };
    },
  };
}

export const enclaves: Measure = { infos, attach };
