/** What if an image loses its approval? All nodes that run it are out at once. */
import * as z from 'zod';
import { didYouMean } from '../../language/suggestion.ts';
import { defineAdversary } from '../contract.ts';

export const imageRevocation = defineAdversary({
  name: 'image-revocation',
  summary: 'an outside event: the approval of an image is taken back from `from` until `until`',
  schema: z.strictObject({
    image: z.string().min(1).describe('name of the image, one of verification.enclaves.images'),
  }),
  outside: true,
  gains: 'a correlated failure: every node of the image leaves the active set in one transaction',
  costs: 'one transaction of an administrator; no time lock in the contract',
  beatenBy: 'several images at a time; a successor that is approved before; flows that can do without enclaves',
  source: 'OpenGradient TEERegistry.revokePCR disables all TEEs with that image (og-evm: contracts/solidity)',
  behaviours: () => [],
  check: ({ image }, { images }) =>
    images.includes(image)
      ? null
      : `but there is no image "${image}" in verification.enclaves${didYouMean(image, [...images])}`,
  bind: ({ image }) => ({ revokes: image }),
});
