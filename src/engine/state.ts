/**
 * Where does everything that changes during a run live? In columns: named typed arrays, grouped in
 * tables that grow together. A run can be stopped, copied and resumed because nothing else changes:
 * a rule holds constants and handles to columns, never a `let`, a Map or an array of its own.
 *
 * A column's `data` is replaced when its table grows; the column itself never is. Hot code therefore
 * reads `column.data[i]` and must not keep `data` across a call that may add rows. `column.data[table.add()] = x` is such a
 * call: the left side is evaluated first, and writes into the array that `add` has just replaced.
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

/**
 * A named typed array of a table; `fill` is the value of rows not yet written. In a packed table `data` is a view of the
 * table's one buffer that starts at the column's field, so that `data[id]` is the row's value in both kinds of table.
 */
export class Column<T extends ColumnType = ColumnType> {
  readonly name: string;
  readonly type: T;
  readonly fill: number;
  data: Arrays[T];

  constructor(name: string, type: T, fill: number, data: Arrays[T]) {
    this.name = name;
    this.type = type;
    this.fill = fill;
    this.data = data;
  }
}

/**
 * A class of columns for every family of tables. The compiler remembers of each class whether a field is ever written again
 * after its object was made, and takes what never was for a constant: where no table of a family grows, reading a value costs
 * one load and not four. (Together with fields that are written once: 12 % of opengradient-open at 1,000 nodes.) Families are
 * few and the same in every run of a process, so that code which meets several columns meets few classes.
 */
const families = new Map<string, typeof Column>();
function columnClass(family: string): typeof Column {
  let made = families.get(family);
  if (!made) {
    made = class extends Column {} as typeof Column;
    families.set(family, made);
  }
  return made;
}

export type F64 = Column<'f64'>;
export type I32 = Column<'i32'>;
export type U8 = Column<'u8'>;

/**
 * Rows over any number of columns. Adding a row may replace every column's `data`.
 *
 * An ordinary table keeps each column in an array of its own, and its ids are 0, 1, 2, ... A packed table keeps up to
 * `fields` columns of doubles row by row in one buffer, and its ids are 0, fields, 2 fields, ...: a record that is read
 * far from the last one then costs a few cache lines and not one a column. Columns beyond `fields` get arrays of their own.
 */
export class Table {
  readonly name: string;
  /** Distance between the ids of neighbouring rows: 1, or the fields of a packed row. */
  readonly stride: number;
  /** One past the last id in use, rounded up to a whole row; `capacity` is the same of the room there is. */
  size = 0;
  capacity: number;
  readonly columns = new Map<string, Column>();
  private buffer: Float64Array | undefined;
  private readonly Made: typeof Column;
  /** The row given back last, to be taken first (-1: none); each names the one given back before it. */
  private freed = -1;
  private nextFreed: Column<'f64'> | undefined;

  /** `capacity` in rows. */
  constructor(name: string, capacity = 1, fields = 0, family = '') {
    this.name = name;
    this.Made = columnClass(family);
    this.stride = Math.max(1, fields);
    this.capacity = Math.max(1, capacity) * this.stride;
    if (fields > 0) this.buffer = new Float64Array(this.capacity);
  }

  /** Rows in use. */
  get rows(): number {
    return this.size / this.stride;
  }

  /**
   * The column of that name, made at first use. Asking again for it with another type, or for anything but doubles in a
   * packed table, is a programming error.
   */
  column<T extends ColumnType>(name: string, type: T, fill = 0): Column<T> {
    const known = this.columns.get(name);
    if (known) {
      if (known.type !== type || !Object.is(known.fill, fill))
        throw new Error(`column ${this.name}.${name} was made as ${known.type} filled with ${known.fill}`);
      return known as unknown as Column<T>;
    }
    if (this.buffer && type !== 'f64') throw new Error(`column ${this.name}.${name}: a packed table holds f64 only`);
    const made = new this.Made(name, type, fill, this.array(type, this.columns.size));
    if (fill !== 0) this.fillRows(made as unknown as Column, 0);
    this.columns.set(name, made as unknown as Column);
    return made;
  }

  /** Adds one row with every column at its fill value; returns its id. */
  add(): number {
    if (this.size === this.capacity) this.grow(this.capacity * 2);
    const id = this.size;
    this.size += this.stride;
    return id;
  }

  /** A row that was given back, with whatever it held, or a new one; returns its id. May replace every column's `data`. */
  take(): number {
    const id = this.freed;
    if (id < 0) return this.add();
    this.freed = this.nextFreed!.data[id];
    return id;
  }

  /** Gives a row back to `take`. The caller must not give it back twice. */
  giveBack(id: number): void {
    this.nextFreed ??= this.column('freed/next', 'f64', -1);
    this.nextFreed.data[id] = this.freed;
    this.freed = id;
  }

  /** What a snapshot must hold of the rows given back, beside the columns. */
  get firstFreed(): number {
    return this.freed;
  }

  set firstFreed(id: number) {
    this.freed = id;
    if (id >= 0) this.nextFreed ??= this.column('freed/next', 'f64', -1);
  }

  /** Makes room for at least `rows` rows. */
  reserve(rows: number): void {
    if (rows * this.stride > this.capacity) this.grow(rows * this.stride);
  }

  /** Sets a row back to every column's fill value. */
  clear(id: number): void {
    for (const column of this.columns.values()) column.data[id] = column.fill;
  }

  private grow(capacity: number): void {
    const before = this.capacity;
    this.capacity = capacity;
    if (this.buffer) {
      const longer = new Float64Array(capacity);
      longer.set(this.buffer);
      this.buffer = longer;
    }
    let field = 0;
    for (const column of this.columns.values()) {
      const own = this.array(column.type, field);
      if (!this.isPacked(field)) own.set(column.data);
      column.data = own;
      if (column.fill !== 0) this.fillRows(column, before);
      field++;
    }
  }

  private isPacked(field: number): boolean {
    return this.buffer !== undefined && field < this.stride;
  }

  /** Storage of the `field`-th column for the capacity of now. */
  private array<T extends ColumnType>(type: T, field: number): Arrays[T] {
    if (!this.isPacked(field)) return MAKE[type](this.capacity);
    const { buffer, byteOffset } = this.buffer as Float64Array;
    return new Float64Array(buffer, byteOffset + field * 8, this.capacity - field) as unknown as Arrays[T];
  }

  private fillRows(column: Column, from: number): void {
    if (this.stride === 1) column.data.fill(column.fill, from);
    else for (let id = from; id < this.capacity; id += this.stride) column.data[id] = column.fill;
  }
}

/** A copy of every column of a store, a value a row: what a checkpoint keeps. */
export type Snapshot = Record<
  string,
  {
    rows: number;
    /** First row to be taken again; -1: none was given back. */
    freed: number;
    columns: Record<string, { type: ColumnType; fill: number; data: Arrays[ColumnType] }>;
  }
>;

/** All tables of a run by name. */
export class Store {
  readonly tables = new Map<string, Table>();

  /** The table of that name, made at first use with room for `capacity` rows. */
  table(name: string, capacity = 1): Table {
    return this.tables.get(name) ?? this.made(new Table(name, capacity));
  }

  /**
   * The same for one of the few kinds of record that every step of a run touches; packed when `fields` is not 0. It is fastest
   * where `capacity` is enough, so that no column's `data` is ever replaced.
   */
  core(name: string, capacity: number, fields = 0): Table {
    return this.tables.get(name) ?? this.made(new Table(name, capacity, fields, name));
  }

  /** The table of that name with at least `length` rows: single numbers in fixed places, not records that come and go. */
  cells(name: string, length: number): Table {
    const table = this.tables.get(name) ?? this.made(new Table(name, length, 0, 'cells'));
    table.reserve(length);
    table.size = Math.max(table.size, length);
    return table;
  }

  private made(table: Table): Table {
    this.tables.set(table.name, table);
    return table;
  }

  snapshot(): Snapshot {
    const copy: Snapshot = {};
    for (const [name, table] of this.tables) {
      const columns: Snapshot[string]['columns'] = {};
      for (const [key, { type, fill, data }] of table.columns) {
        const values = MAKE[type](table.rows);
        for (let row = 0; row < table.rows; row++) values[row] = data[row * table.stride];
        columns[key] = { type, fill, data: values };
      }
      copy[name] = { rows: table.rows, freed: table.firstFreed, columns };
    }
    return copy;
  }

  /** Puts a snapshot's values into this store; ordinary tables and columns that it lacks are made. */
  restore(snapshot: Snapshot): void {
    for (const [name, saved] of Object.entries(snapshot)) {
      const table = this.table(name);
      table.reserve(saved.rows);
      table.size = saved.rows * table.stride;
      table.firstFreed = saved.freed;
      for (const [key, values] of Object.entries(saved.columns)) {
        const { data } = table.column(key, values.type, values.fill);
        for (let row = 0; row * table.stride < table.capacity; row++)
          data[row * table.stride] = row < saved.rows ? values.data[row] : values.fill;
      }
    }
  }
}
