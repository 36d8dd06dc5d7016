/** Which values may parameters have that many cases share? Each with what is allowed, in the words of a refusal. */
import * as z from 'zod';

/** Share of its capacity that a queue is offered: strictly between 0 and 1. */
export const utilization = z.number().gt(0).lt(1).describe('offered load per server, below 1');

/** Servers, copies, nodes. */
export const count = z.int().min(1).max(100_000);

/** Jobs per second. */
export const rate = z.number().gt(0).max(1e6).describe('per second');

/** A probability with its ends. */
export const probability = z.number().min(0).max(1);
