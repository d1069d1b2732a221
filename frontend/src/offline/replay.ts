/**
 * Drafts that this device holds because the network was away, sent once it is back: by any page, or by the worker where
 * the browser wakes it up (Background Sync). The server knows each by its key, so that twice is once; the page where it was
 * written says whose it is and gives the token, and keeps the drafts it has open itself.
 */
import { dropDraft, holdDraft, keptDrafts, waitingPages } from "./drafts";

const LOCK = "eprimo-drafts";
const GONE = 410;
// Of a school where its author no longer writes, too (403).
const SETTLED = [403, 404, 409, GONE, 422];

/** One tab at a time; nothing when another is at it. */
export async function replayDrafts(): Promise<void> {
  const pages = await waitingPages();
  if (!pages.length) return;
  if (!navigator.locks) return sendAll(pages);
  await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? sendAll(pages) : undefined));
}

type Author = { owner: string; token: string };

/** Each kind by its own page: who writes one may not write another. */
async function sendAll(pages: string[]): Promise<void> {
  for (const page of pages) {
    const author = await authorAt(page);
    if (author) await sendThose(page, author);
  }
}

async function sendThose(page: string, author: Author): Promise<void> {
  const kept = await keptDrafts(author.owner);
  for (const draft of kept.filter((one) => !one.held && one.page === page)) {
    const body = new URLSearchParams([...draft.fields, ["csrfmiddlewaretoken", author.token]]);
    const answer = await fetch(draft.url, { method: "POST", body, credentials: "same-origin" });
    // Gone after its form was posted: it was sent since, and is no draft any more.
    const taken = answer.ok && !answer.redirected;
    if (taken || (draft.posted && answer.status === GONE)) await dropDraft(draft.key);
    // Another text was kept since, this one has a fault, its note has left: asked again, the server says the same.
    else if (SETTLED.includes(answer.status)) await holdDraft(draft);
  }
}

/** Whose drafts of that page this browser may send now. Read as text: a worker has no document. */
async function authorAt(page: string): Promise<Author | null> {
  const answer = await fetch(page, { credentials: "same-origin" });
  // Somebody else is signed in, who may not even write: what another person typed leaves this device.
  const person = answer.headers.get("X-Eprimo-Person");
  if (person) await keptDrafts(person);
  if (!answer.ok || answer.redirected) return null;
  const html = await answer.text();
  const owner = /data-ep-draft-owner="([^"]+)"/.exec(html)?.[1];
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(html)?.[1];
  return owner && token ? { owner, token } : null;
}
