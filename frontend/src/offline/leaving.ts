/**
 * Somebody signed out, and the server does not know it yet: the network may be away. It is told before anything else of the
 * site is shown on this device, by the page that is open or by the worker, for that session alone.
 */
import { newKey, sendActs } from "./acts";
import { Shelf, wakeWorker } from "./shelf";

export type Leaving = {
  key: "leaving";
  /** Mark of who leaves: a session that somebody else began since goes on. */
  owner: string;
  url: string;
  token: string;
};

const LOCK = "eprimo-leaving";
const PATIENCE_MS = 5000;
// Too many at once: it may come again.
const SLOWER = 429;

const shelf = new Shelf<Leaving>("eprimo-leaving", "leaving");

export async function keepLeaving(leaving: Leaving): Promise<void> {
  if (await shelf.keep(leaving)) void wakeWorker();
}

export const whoLeaves = async (): Promise<Leaving | undefined> => (await shelf.all())[0];

export const forgetLeaving = (): Promise<void> => shelf.drop("leaving");

/** Where to go once it is settled; « later »: no network; nothing: nobody leaves. `own`: of a browser that keeps nothing. */
export async function finishLeaving(own?: Leaving): Promise<{ to: string } | "later" | undefined> {
  if (!own && !(await whoLeaves())) return undefined;
  return navigator.locks ? navigator.locks.request(LOCK, () => finish(own)) : finish(own);
}

async function finish(own?: Leaving): Promise<{ to: string } | "later"> {
  const leaving = (await whoLeaves()) ?? own;
  // Another page or the worker did it meanwhile.
  if (!leaving) return { to: "/" };
  // What the child did without network leaves with the session that it was done in; else it waits for the next one.
  await Promise.race([sendActs(), new Promise((late) => setTimeout(late, PATIENCE_MS))]);
  const to = await told(leaving);
  if (to === undefined) return "later";
  await forgetLeaving();
  return { to };
}

/** Nothing while the server cannot be reached. */
async function told({ owner, url, token }: Leaving): Promise<string | undefined> {
  try {
    const at = Date.now();
    const answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      headers: { "X-CSRFToken": token, "X-Eprimo-Act": `${newKey(at)} ${at} 0 ${owner}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === SLOWER || answer.status >= 500) return undefined;
    // Nobody is signed in any more, or somebody else is.
    if (answer.status >= 400) return "/";
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    return isOurs ? ((await answer.json()) as { to: string }).to : undefined;
  } catch {
    return undefined;
  }
}
