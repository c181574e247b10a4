import type { Readable } from 'node:stream';

/** The store cannot be reached or is full. The same may succeed later. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
  /** The system's own, such as `ENOSPC`. */
  readonly code: string;

  constructor(code: string) {
    super(`The store of evidence could not be used: ${code}.`);
    this.code = code;
  }
}

/** A file that is kept. */
export interface KeptFile {
  name: string;
  keptAt: Date;
}

/** Where pictures are kept, by random names. Whoever needs one asks the ledger for its name first. */
export interface EvidenceStore {
  /**
   * Whether the store itself keeps what is removed, as an older version that nobody here can read or remove: then only its
   * own rules can.
   */
  readonly keepsRemoved: boolean;
  /** The path of a new file on this machine, for a picture in the making. Throws `StoreUnavailable`. */
  newFile(): Promise<string>;
  /** Removes a file of `newFile`. Does not throw: what is left over is found by `sweep`. */
  dropFile(path: string): Promise<void>;
  /** Moves a file of `newFile` into the store. What is kept survives the machine. Throws `StoreUnavailable`. */
  keep(path: string, name: string): Promise<void>;
  /** The file of a name, to be read once. `undefined`: it is not there. Throws `StoreUnavailable`. */
  read(name: string): Promise<Readable | undefined>;
  /** Removes a file. Repeating it is harmless. Throws `StoreUnavailable`. */
  remove(name: string): Promise<void>;
  /** Every file that is kept, some at a time. Throws `StoreUnavailable`. */
  list(): AsyncIterable<KeptFile[]>;
  /**
   * Whether the files are those of this ledger. They belong to the first ledger that asks: another one would remove them,
   * because none of its rows names them. Throws `StoreUnavailable`.
   */
  belongsTo(ledgerIdentity: string): Promise<boolean>;
  /** Removes files in the making that were begun before that time. Throws `StoreUnavailable`. */
  sweep(before: Date): Promise<void>;
}
