/**
 * Where does everything that changes during a run live? In columns: named typed arrays, grouped in
 * tables that grow together. A run can be stopped, copied and resumed because nothing else changes:
 * a rule holds constants and handles to columns, never a `let`, a Map or an array of its own.
 *
 * A column's `data` is replaced when its table grows; the column itself never is. Hot code therefore
 * reads `column.data[i]` and must not keep `data` across a call that may add rows.
 */
export type ColumnType = 'f64' | 'i32' | 'u32' | 'u8';

interface Arrays {
  f64: Float64Array;
  i32: Int32Array;
  u32: Uint32Array;
  u8: Uint8Array;
}

const MAKE: { [T in ColumnType]: (length: number) => Arrays[T] } = {
  f64: (n) => new Float64Array(n),
  i32: (n) => new Int32Array(n),
  u32: (n) => new Uint32Array(n),
  u8: (n) => new Uint8Array(n),
};

/** A named typed array of a table; `fill` is the value of rows not yet written. */
export class Column<T extends ColumnType = ColumnType> {
  readonly name: string;
  readonly type: T;
  readonly fill: number;
  data: Arrays[T];

  constructor(name: string, type: T, fill: number, capacity: number) {
    this.name = name;
    this.type = type;
    this.fill = fill;
    this.data = MAKE[type](capacity);
    if (fill !== 0) this.data.fill(fill);
  }

  /** Replaces `data` by a longer array that begins with the same values. */
  resize(capacity: number): void {
    const longer = MAKE[this.type](capacity);
    if (this.fill !== 0) longer.fill(this.fill);
    longer.set(this.data.subarray(0, Math.min(capacity, this.data.length)));
    this.data = longer;
  }
}

export type F64 = Column<'f64'>;
export type I32 = Column<'i32'>;
export type U32 = Column<'u32'>;
export type U8 = Column<'u8'>;

/** Rows 0..size-1 over any number of columns. Adding a row may replace every column's `data`. */
export class Table {
  readonly name: string;
  size = 0;
  capacity: number;
  readonly columns = new Map<string, Column>();

  constructor(name: string, capacity = 1) {
    this.name = name;
    this.capacity = Math.max(1, capacity);
  }

  /** The column of that name, made at first use. Asking again for it with another type is a programming error. */
  column<T extends ColumnType>(name: string, type: T, fill = 0): Column<T> {
    const known = this.columns.get(name);
    if (known) {
      if (known.type !== type || !Object.is(known.fill, fill))
        throw new Error(`column ${this.name}.${name} was made as ${known.type} filled with ${known.fill}`);
      return known as unknown as Column<T>;
    }
    const made = new Column(name, type, fill, this.capacity);
    this.columns.set(name, made as unknown as Column);
    return made;
  }

  /** Adds one row with every column at its fill value; returns its index. */
  add(): number {
    if (this.size === this.capacity) this.reserve(this.capacity * 2);
    return this.size++;
  }

  /** Makes room for at least `rows` rows. */
  reserve(rows: number): void {
    if (rows <= this.capacity) return;
    this.capacity = rows;
    for (const column of this.columns.values()) column.resize(rows);
  }

  /** Sets row `i` back to every column's fill value. */
  clear(i: number): void {
    for (const column of this.columns.values()) column.data[i] = column.fill;
  }
}

/** A copy of every column of a store: what a checkpoint keeps. */
export type Snapshot = Record<
  string,
  { size: number; columns: Record<string, { type: ColumnType; fill: number; data: Arrays[ColumnType] }> }
>;

/** All tables of a run by name. */
export class Store {
  readonly tables = new Map<string, Table>();

  /** The table of that name, made at first use with room for `capacity` rows. */
  table(name: string, capacity = 1): Table {
    let table = this.tables.get(name);
    if (!table) {
      table = new Table(name, capacity);
      this.tables.set(name, table);
    }
    return table;
  }

  snapshot(): Snapshot {
    const copy: Snapshot = {};
    for (const [name, table] of this.tables) {
      const columns: Snapshot[string]['columns'] = {};
      for (const [key, column] of table.columns)
        columns[key] = { type: column.type, fill: column.fill, data: column.data.slice(0, table.size) };
      copy[name] = { size: table.size, columns };
    }
    return copy;
  }

  /** Puts a snapshot's values into this store; tables and columns it lacks are made. */
  restore(snapshot: Snapshot): void {
    for (const [name, saved] of Object.entries(snapshot)) {
      const table = this.table(name);
      table.reserve(saved.size);
      table.size = saved.size;
      for (const [key, values] of Object.entries(saved.columns)) {
        const column = table.column(key, values.type, values.fill);
        column.data.fill(values.fill);
        column.data.set(values.data);
      }
    }
  }
}
