/** How fine is a share that splits money? Splits are exact integers: parts per 10^9. */
export const PARTS = 1e9;
