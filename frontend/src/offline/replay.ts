/**
 * Drafts that this device holds because the network was away, sent once it is back: by any page, or by the worker where
 * the browser wakes it up (Background Sync). The server knows each by its key, so that twice is once; the page of
 * composition says whose they are and gives the token, and keeps the drafts it has open itself.
 */
import { draftsWait, dropDraft, holdDraft, keptDrafts } from "./drafts";

const LOCK = "eprimo-drafts";
export const SYNC_TAG = "eprimo-drafts";
const GONE = 410;
// Of a school where its author no longer writes, too (403).
const SETTLED = [403, 404, 409, GONE, 422];

/** One tab at a time; nothing when another is at it. */
export async function replayDrafts(): Promise<void> {
  if (!(await draftsWait())) return;
  if (!navigator.locks) return sendAll();
  await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? sendAll() : undefined));
}

type Page = { owner: string; token: string };

async function sendAll(): Promise<void> {
  const page = await composer();
  if (!page) return;
  for (const draft of (await keptDrafts(page.owner)).filter((one) => !one.held)) {
    const body = new URLSearchParams([...draft.fields, ["csrfmiddlewaretoken", page.token]]);
    const answer = await fetch(draft.url, { method: "POST", body, credentials: "same-origin" });
    // Gone after its form was posted: it was sent since, and is no draft any more.
    const kept = answer.ok && !answer.redirected;
    if (kept || (draft.posted && answer.status === GONE)) await dropDraft(draft.key);
    // Another text was kept since, this one has a fault, its note has left: asked again, the server says the same.
    else if (SETTLED.includes(answer.status)) await holdDraft(draft);
  }
}

/** Whose drafts this browser may send now. Read as text: a worker has no document. */
async function composer(): Promise<Page | null> {
  const answer = await fetch("/carnet/nouveau/", { credentials: "same-origin" });
  // Somebody else is signed in, who may not even write: what another person typed leaves this device.
  const person = answer.headers.get("X-Eprimo-Person");
  if (person) await keptDrafts(person);
  if (!answer.ok || answer.redirected) return null;
  const html = await answer.text();
  const owner = /data-ep-draft-owner="([^"]+)"/.exec(html)?.[1];
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(html)?.[1];
  return owner && token ? { owner, token } : null;
}
