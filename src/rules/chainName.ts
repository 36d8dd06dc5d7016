/** Which chain does a proof go to? */
import * as z from 'zod';
import { CHAINS } from '../network/chains.ts';

export const chainName = z
  .enum(CHAINS)
  .default('proof')
  .describe('chain that it goes to: the network\'s own ("proof"), or that of payments ("payment")');
