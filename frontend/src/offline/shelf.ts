/** A store of this device: rows by their key, each with a mark of whose it is. In IndexedDB, which the worker reads too. */
export type Row = { key: string; owner: string };

export class Shelf<T extends Row> {
  // Signing out: what a page still has in its hands is not kept again behind its back.
  private isEmptied: (row: T) => boolean = () => false;

  constructor(
    private readonly database: string,
    private readonly store: string,
  ) {}

  /**
   * False when this browser keeps nothing (a private window, no room left), and from signing out on. Those that it
   * replaces go with it, or none does.
   */
  async keep(row: T, replaces?: (other: T) => boolean): Promise<boolean> {
    if (this.isEmptied(row)) return false;
    try {
      await this.act("readwrite", (store) => {
        if (replaces) dropSome(store, (other) => other.key !== row.key && replaces(other as T));
        return store.put(row);
      });
      return true;
    } catch {
      return false;
    }
  }

  /** Nothing where this browser keeps nothing. Looked at without opening: a database must not be made by looking. */
  async all(): Promise<T[]> {
    try {
      if (!(await this.isThere())) return [];
      return await this.act("readonly", (store) => store.getAll() as IDBRequest<T[]>);
    } catch {
      return [];
    }
  }

  private async isThere(): Promise<boolean> {
    const known = await indexedDB.databases?.();
    return !known || known.some(({ name }) => name === this.database);
  }

  async drop(key: string): Promise<void> {
    try {
      await this.act("readwrite", (store) => store.delete(key));
    } catch {
      // nothing was kept either
    }
  }

  /** At sign-out: a shared device keeps nothing of `those`, nor what is on its way. */
  async clear(those: (row: T) => boolean = () => true): Promise<void> {
    this.isEmptied = those;
    // The network was away, and the browser gave the page back.
    addEventListener("pageshow", (event) => {
      if ((event as Event & { persisted?: boolean }).persisted) this.isEmptied = () => false;
    });
    try {
      if (!(await this.isThere())) return;
      await this.act("readwrite", (store) => {
        dropSome(store, (row) => those(row as T));
        return store.count();
      });
    } catch {
      // nothing was kept either
    }
  }

  private async act<R>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> {
    const database = await this.opened();
    try {
      return await new Promise<R>((resolve, reject) => {
        const transaction = database.transaction(this.store, mode);
        const request = what(transaction.objectStore(this.store));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  private opened(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.database, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(this.store, { keyPath: "key" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}

function dropSome(store: IDBObjectStore, those: (row: Row) => boolean): void {
  const all = store.getAll() as IDBRequest<Row[]>;
  all.onsuccess = () => {
    for (const row of all.result) if (those(row)) store.delete(row.key);
  };
}

/** Where the browser can (Chrome, Edge), the worker is woken up once the network is back, page or no page. */
export async function wakeWorker(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker?.getRegistration();
    const sync = (worker as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
    await sync?.register(SYNC_TAG);
  } catch {
    // pages send it
  }
}

export const SYNC_TAG = "eprimo-drafts";
