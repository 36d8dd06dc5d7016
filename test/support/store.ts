/** Where does a test of the engine begin? With tables that have room for one row, so that growing is tested too. */
import { Store } from '../../src/engine/state.ts';

/** `lanes`: names of the lanes that start as small as everything else. */
export function small(...lanes: string[]): Store {
  const store = new Store();
  for (const name of ['engine/heap', 'engine/slots', 'engine/due', ...lanes.map((lane) => `engine/lane/${lane}`)])
    store.table(name, 1);
  return store;
}
