/** Which published families has the simulator no rules for, and what is missing? Their rows are not covered, never passed. */
export const uncovered: Readonly<Record<string, string>> = {
  A07: 'validation with a target that falls with traffic and reputation is no rule yet',
  A08: 'exclusion after runs of failed validations is no rule yet',
  A09: 'a batch test of proof of compute is no rule yet',
  A10: 'consensus by weights of reputation is no rule yet',
  A18: 'consensus of validators about weights (Yuma) is no rule yet',
  B07: 'rewards of attestation, proposal and sync committees are no rules yet',
  B08: 'slashing that grows with what others are slashed is no rule yet',
  B09: 'an inactivity leak is no rule yet',
  B10: 'windows of signed blocks are a rule, but have no case yet',
  B11: 'stake pools with pledge and saturation are no rule yet',
  B13: 'a price with a dead zone and whole units is no rule yet',
  B14: 'emission that decays by a rate per epoch under a cap has no case yet',
  B16: 'burn and mint with a quantity equation is no rule yet',
  C01: 'importance sampling of rare committees is not built yet',
};
