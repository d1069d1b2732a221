/**
 * What was typed and has not reached the server, kept on this device: one entry a draft, by its key, with a mark of
 * whose it is. In IndexedDB, where the worker can send it once the network is back. Emptied at sign-out.
 */
const DATABASE = "eprimo-drafts";
const STORE = "drafts";

export type Kept = {
  key: string;
  /** A mark of the person, made by the server: another person of the device is never shown it. */
  owner: string;
  /** Where to post it. */
  url: string;
  /** The page where such things are written: it says who may send them, and gives the token. */
  page: string;
  /** The fields of the form, in order, without the CSRF token; `base` among them. */
  fields: [string, string][];
  /** When it was typed, in milliseconds. */
  at: number;
  /** Its form was posted too: the server has it, unless nobody was signed in any more or the network was away. */
  posted?: true;
  /** The server will not have it as it is: its author settles that on the page of composition. */
  held?: true;
};

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function act<T>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = what(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

// Signing out: what a page still has in its hands is not kept again behind its back.
let emptied = false;

/** False when this browser keeps nothing (a private window, no room left), and from signing out on. */
export async function keepDraft(draft: Kept): Promise<boolean> {
  if (emptied) return false;
  try {
    await act("readwrite", (store) => store.put(draft));
    // What a form is posting now is not sent beside it.
    if (!draft.posted) void wakeWorker();
    return true;
  } catch {
    return false;
  }
}

/** Kept as before, and no longer sent by itself. */
export async function holdDraft(draft: Kept): Promise<void> {
  await act("readwrite", (store) => store.put({ ...draft, held: true }));
}

/**
 * The pages of what waits to be sent, each once. Looked at without opening where there is nothing: a database must not be
 * made by looking. Whoever wrote a draft once has an empty one for good.
 */
export async function waitingPages(): Promise<string[]> {
  const known = await indexedDB.databases?.();
  if (known && !known.some(({ name }) => name === DATABASE)) return [];
  const all = (await act("readonly", (store) => store.getAll())) as Kept[];
  return [...new Set(all.filter((draft) => !draft.held && draft.page).map((draft) => draft.page))];
}

/** Where the browser can (Chrome, Edge), the worker is woken up once the network is back, page or no page. */
async function wakeWorker(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker?.getRegistration();
    const sync = (worker as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
    await sync?.register("eprimo-drafts");
  } catch {
    // pages send it
  }
}

/** The drafts of one person; those of others are dropped: somebody else uses the device now. */
export async function keptDrafts(owner: string): Promise<Kept[]> {
  try {
    const all = (await act("readonly", (store) => store.getAll())) as Kept[];
    for (const draft of all) if (draft.owner !== owner) await dropDraft(draft.key);
    return all.filter((draft) => draft.owner === owner);
  } catch {
    return [];
  }
}

export async function dropDraft(key: string): Promise<void> {
  try {
    await act("readwrite", (store) => store.delete(key));
  } catch {
    // nothing was kept either
  }
}

/** At sign-out: a shared device keeps nothing, nor what is on its way. */
export async function dropDrafts(): Promise<void> {
  emptied = true;
  // The network was away, and the browser gave the page back.
  addEventListener("pageshow", (event) => {
    if ((event as Event & { persisted?: boolean }).persisted) emptied = false;
  });
  try {
    await act("readwrite", (store) => store.clear());
  } catch {
    // nothing was kept either
  }
}
