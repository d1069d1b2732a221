/**
 * Drafts that this device holds because the network was away, sent once it is back: by any page, or by the worker where
 * the browser wakes it up (Background Sync). The server knows each by its key, so that twice is once; the page of
 * composition says whose they are and gives the token, and keeps the drafts it has open itself.
 */
import { dropDraft, keptDrafts } from "./drafts";

const LOCK = "eprimo-drafts";
export const SYNC_TAG = "eprimo-drafts";

/** One tab at a time; nothing when another is at it. */
export async function replayDrafts(): Promise<void> {
  if (!(await hasDrafts())) return;
  if (!navigator.locks) return sendAll();
  await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? sendAll() : undefined));
}

/** Looked at without opening: a database that is not there must not be made by looking. */
async function hasDrafts(): Promise<boolean> {
  const known = await indexedDB.databases?.();
  return known === undefined || known.some(({ name }) => name === "eprimo-drafts");
}

type Page = { owner: string; token: string };

async function sendAll(): Promise<void> {
  const page = await composer();
  if (!page) return;
  for (const draft of await keptDrafts(page.owner)) {
    const body = new URLSearchParams([...draft.fields, ["csrfmiddlewaretoken", page.token]]);
    const answer = await fetch(draft.url, { method: "POST", body, credentials: "same-origin" });
    // Another text was kept since, or this one has a fault: the page of composition shows it to its author.
    // Refused after its form was posted: it was sent since, and is no draft any more.
    const kept = answer.ok && !answer.redirected;
    if (kept || (draft.posted && answer.status === 403)) await dropDraft(draft.key);
  }
}

/** Whose drafts this browser may send now. Read as text: a worker has no document. */
async function composer(): Promise<Page | null> {
  const answer = await fetch("/carnet/nouveau/", { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return null;
  const html = await answer.text();
  const owner = /data-ep-draft-owner="([^"]+)"/.exec(html)?.[1];
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(html)?.[1];
  return owner && token ? { owner, token } : null;
}
