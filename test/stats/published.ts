/** The part of the published rows that is about formulas: id, label, parameters and the expected value. */
export const ROWS_B17 = [
  { label: 'gini', vector: [1, 1, 3, 0, 0], expected: 0.56 },
  { label: 'gini', vector: [368, 156, 20, 7, 10, 49, 22, 1], expected: 0.6779225908 },
  { label: 'gini', vector: [5, 4, 3, 2, 1], expected: 0.2666666667 },
  { label: 'hhi', vector: Array<number>(10).fill(7), expected: 1000 },
  { label: 'hhi', vector: [8, 6, 3, 3], expected: 2950 },
  { label: 'renyi2', vector: [432, 288, 216, 64], expected: 1.642414216 },
  { label: 'shannon', vector: [3, 2, 1], expected: 1.459147917 },
  { label: 'theil', vector: [3, 2, 1, 1, 1, 1], expected: 0.1147716949 },
  { label: 'theil', vector: [3, 2, 1], expected: 0.08720802396 },
] as const;

/** Nakamoto, with the convention `at least`. */
export const NAKAMOTO_B17 = [
  { vector: [3, 2, 1, 1, 1, 1], threshold: 0.5, expected: 2 },
  { vector: [3, 2, 1], threshold: 0.5, expected: 1 },
  { vector: [3, 2, 1], threshold: 0.33, expected: 1 },
  { vector: [3, 2, 1, 1, 1, 1], threshold: 0.66, expected: 3 },
  { vector: [3, 2, 1], threshold: 0.66, expected: 2 },
] as const;
