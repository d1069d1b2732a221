/**
 * What was typed and has not reached the server, kept on this device: one entry a draft, by its key, with a mark of
 * whose it is. In IndexedDB, where the worker can send it once the network is back. Emptied at sign-out.
 */
import { Shelf, wakeWorker } from "./shelf";

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

const shelf = new Shelf<Kept>("eprimo-drafts", "drafts");

/** False when this browser keeps nothing (a private window, no room left), and from signing out on. */
export async function keepDraft(draft: Kept): Promise<boolean> {
  const kept = await shelf.keep(draft);
  // What a form is posting now is not sent beside it.
  if (kept && !draft.posted) void wakeWorker();
  return kept;
}

/** Kept as before, and no longer sent by itself. */
export async function holdDraft(draft: Kept): Promise<void> {
  await shelf.keep({ ...draft, held: true });
}

/** The pages of what waits to be sent, each once. */
export async function waitingPages(): Promise<string[]> {
  const all = await shelf.all();
  return [...new Set(all.filter((draft) => !draft.held && draft.page).map((draft) => draft.page))];
}

/** The drafts of one person; those of others are dropped: somebody else uses the device now. */
export async function keptDrafts(owner: string): Promise<Kept[]> {
  const all = await shelf.all();
  for (const draft of all) if (draft.owner !== owner) await dropDraft(draft.key);
  return all.filter((draft) => draft.owner === owner);
}

export async function dropDraft(key: string): Promise<void> {
  await shelf.drop(key);
}

/** At sign-out: a shared device keeps nothing, nor what is on its way. */
export async function dropDrafts(): Promise<void> {
  await shelf.clear();
}
