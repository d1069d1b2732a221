/**
 * Pages kept on the device, to be read without network. The server says which and for whom: `X-Eprimo-Keep` on the
 * answer, `X-Eprimo-Owner` the opaque name of whose it is, `none` for anybody whose pages a device must not keep.
 * There is one cache of pages at most: its name is the only memory of who reads here.
 */
const PAGES = "pages-";
const NOBODY = "none";
const SEEN = "X-Eprimo-Seen";
const MOST = 60;
/** What is fetched before it is opened is fetched anew no more often, unless it says so: each is a request of its own. */
const AGAIN_MS = 3 * 3600 * 1000;
/** The page on which the words of other pages stand, each under `data-ep-at` with the address of its own page. */
const READINGS = "pwa:readings";
const DAY_MS = 24 * 3600 * 1000;
const LONGEST_MS = 7 * DAY_MS;
/** Answers that take a page away from who was reading it. */
export const GONE = [401, 403, 404, 410];

/** Counts what was thrown away: an answer asked for before must not come back after. */
let emptied = 0;

export const generation = (): number => emptied;

async function names(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(PAGES));
}

/** Throw away the pages of everybody, save `owner`. */
export async function forget(owner = ""): Promise<void> {
  const others = (await names()).filter((name) => name !== PAGES + owner);
  if (others.length > 0 || !owner) emptied += 1;
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** What an answer teaches: whose browser this is now, what may be kept, what is gone. */
export async function learn(request: Request, response: Response, asked: number): Promise<void> {
  // Somebody signed out since: it is the answer to who was there before.
  if (asked !== emptied) return;
  // A redirect cannot be read; whatever it leads to, this address no longer is what was kept.
  if (response.type === "opaqueredirect" || GONE.includes(response.status)) await drop(request.url);
  const owner = response.headers.get("X-Eprimo-Owner");
  if (!owner) return;
  await forget(owner === NOBODY ? "" : owner);
  const keeps = response.headers.has("X-Eprimo-Keep") && response.status === 200 && owner !== NOBODY;
  if (keeps) await keep(owner, request.url, response);
}

/** Fetched before anybody opens it. */
export async function refreshKept(path: string): Promise<void> {
  const asked = emptied;
  const request = new Request(path, { credentials: "same-origin", cache: "no-store", redirect: "manual" });
  const name = (await names())[0];
  const kept = name ? await caches.match(request, { cacheName: name, ignoreVary: true }) : undefined;
  const rests = Number(kept?.headers.get("X-Eprimo-Again")) * 1000 || AGAIN_MS;
  if (kept && Math.abs(Date.now() - seenAt(kept)) < rests) return;
  await learn(request, await fetch(request), asked);
}

async function drop(url: string): Promise<void> {
  for (const name of await names()) await (await caches.open(name)).delete(url, { ignoreVary: true });
}

async function keep(owner: string, url: string, response: Response): Promise<void> {
  const headers = new Headers(response.headers);
  headers.set(SEEN, String(Date.now()));
  headers.delete("Content-Encoding");
  const cache = await caches.open(PAGES + owner);
  await cache.put(url, new Response(await response.blob(), { headers }));
  await trim(cache);
}

/** At most so many, the oldest go first. The device's own clock on both sides: it may be wrong, it is the same. */
async function trim(cache: Cache): Promise<void> {
  const dated: { url: string; seen: number }[] = [];
  for (const request of await cache.keys()) {
    const found = await cache.match(request, { ignoreVary: true });
    if (found) dated.push({ url: request.url, seen: seenAt(found) });
  }
  dated.sort((one, other) => other.seen - one.seen);
  const old = dated.filter((one, rank) => rank >= MOST || isOld(one.seen));
  await Promise.all(old.map((one) => cache.delete(one.url, { ignoreVary: true })));
}

function seenAt(response: Response): number {
  return Number(response.headers.get(SEEN)) || 0;
}

/** Also a stamp far ahead: the clock of the device was set back, and the age is not known. */
function isOld(seen: number): boolean {
  return Math.abs(Date.now() - seen) > LONGEST_MS;
}

/** All that is kept and not too old. */
export async function keptPages(): Promise<{ path: string; html: string; keep: string }[]> {
  const found: { path: string; html: string; keep: string }[] = [];
  for (const name of await names()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const kept = await cache.match(request, { ignoreVary: true });
      if (!kept || isOld(seenAt(kept))) continue;
      const { pathname, search } = new URL(request.url);
      const keep = kept.headers.get("X-Eprimo-Keep") ?? "";
      found.push({ path: pathname + search, html: await kept.text(), keep });
    }
  }
  return found;
}

/** The kept page as it is shown: marked with the instant it was read at; nothing when it is too old. */
export async function keptCopy(request: Request): Promise<Response | undefined> {
  const name = (await names())[0];
  const kept = name ? await caches.match(request, { cacheName: name, ignoreVary: true }) : undefined;
  if (!kept || isOld(seenAt(kept))) return undefined;
  return shownFromDevice(await kept.text(), seenAt(kept), kept.headers);
}

/**
 * Where the words of a page stand that was not kept itself: on the page of all that is to be read. Nothing when that one
 * does not hold them either.
 */
export async function readElsewhere(request: Request): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  for (const { path, html, keep } of await keptPages()) {
    const at = keep === READINGS ? html.indexOf(`data-ep-at="${pathname}"`) : -1;
    const id = at < 0 ? undefined : [...html.slice(0, at).matchAll(/<article id="([^"]+)"/g)].pop()?.[1];
    if (id) return Response.redirect(`${path}#${id}`);
  }
  return undefined;
}

/** Marked with the instant it was read at: the page says so. */
export function shownFromDevice(html: string, seen: number, headers: Headers): Response {
  return new Response(html.replace("<html ", `<html data-ep-seen="${seen}" `), { headers });
}
