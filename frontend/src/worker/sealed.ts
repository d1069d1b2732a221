/**
 * Pages that the devices of who works keep encrypted: the server says which and for how many seconds more
 * (`X-Eprimo-Seal`). AES-GCM under a secret of its own for each copy, which no script can read out. A copy goes with its
 * hour, its right, its person and its session: each page says the rights of its reader (`X-Eprimo-Rights`).
 */
import { eraseOver, isOver, type Sealed, sealedShelf } from "../offline/sealed";
import { GONE, generation, shownFromDevice } from "./pages";
import { titleOf } from "./reading";

const NOT_MODIFIED = 304;
const AGAIN_MS = 60_000;
const ALGORITHM = "AES-GCM";

async function copyOf(path: string): Promise<Sealed | undefined> {
  return (await sealedShelf.all()).find((copy) => copy.key === path);
}

/** Of everybody: somebody signed out here. */
export async function forgetSealed(): Promise<void> {
  for (const copy of await sealedShelf.all()) await sealedShelf.drop(copy.key);
}

/** What an answer teaches of what is kept: whose browser this is now, what may be kept, what is gone. */
export async function learnSealed(url: string, response: Response, asked: number): Promise<void> {
  if (asked !== generation()) return;
  const path = new URL(url).pathname;
  if (response.type === "opaqueredirect" || response.redirected || GONE.includes(response.status))
    await sealedShelf.drop(path);
  // Each page of ours says whose a browser is; one that names no person: nobody is signed in.
  if (!response.headers.has("X-Eprimo-Owner")) return;
  const owner = response.headers.get("X-Eprimo-Person") ?? "";
  const rights = (response.headers.get("X-Eprimo-Rights") ?? "").split(" ");
  for (const copy of await sealedShelf.all())
    if (copy.owner !== owner || !isStillOf(copy, rights)) await sealedShelf.drop(copy.key);
  if (response.status !== 200 || response.redirected) return;
  const seconds = Number(response.headers.get("X-Eprimo-Seal"));
  if (owner && seconds > 0) await keep(path, { owner, rights: rights[0] ?? "" }, seconds, response, asked);
  else await sealedShelf.drop(path);
}

/** The position in use is told with its rights, the others of that person alone: their rights are not known here. */
const isStillOf = (copy: Sealed, rights: string[]): boolean =>
  rights.includes(copy.rights) || rights.slice(1).includes(copy.rights.split(".")[0] ?? "");

async function keep(
  path: string,
  whose: { owner: string; rights: string },
  seconds: number,
  response: Response,
  asked: number,
) {
  const secret = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const vector = crypto.getRandomValues(new Uint8Array(12));
  const html = await response.text();
  const clear = new TextEncoder().encode(html);
  const bytes = await crypto.subtle.encrypt({ name: ALGORITHM, iv: vector }, secret, clear);
  const now = Date.now();
  const headers = [...response.headers].filter(([name]) => name !== "content-encoding");
  const mark = response.headers.get("ETag") ?? "";
  // Somebody signed out meanwhile.
  if (asked !== generation()) return;
  await sealedShelf.keep({
    key: path,
    title: titleOf(html),
    ...whose,
    secret,
    vector,
    bytes,
    headers,
    mark,
    until: now + seconds * 1000,
    kept: now,
    asked: now,
    rests: Number(response.headers.get("X-Eprimo-Again")) * 1000 || AGAIN_MS,
  });
}

/** The kept page as it is shown; nothing, and erased, once its evening is past. */
export async function sealedCopy(request: Request): Promise<Response | undefined> {
  await eraseOver();
  const copy = await copyOf(new URL(request.url).pathname);
  if (!copy || isOver(copy)) return undefined;
  const clear = await crypto.subtle.decrypt({ name: ALGORITHM, iv: copy.vector }, copy.secret, copy.bytes);
  return shownFromDevice(new TextDecoder().decode(clear), copy.kept, new Headers(copy.headers));
}

/** A page was opened: what a call said since is fetched, once a minute at most, or as often as the page says. */
export async function refreshSealed(path: string): Promise<void> {
  const asked = generation();
  const copy = await copyOf(path);
  if (copy && !isOver(copy) && Date.now() - copy.asked < copy.rests) return;
  const headers: HeadersInit = copy ? { "If-None-Match": copy.mark } : {};
  const response = await fetch(path, { credentials: "same-origin", cache: "no-store", headers });
  if (response.status !== NOT_MODIFIED)
    await learnSealed(new URL(path, location.origin).href, response, asked);
  else if (copy && asked === generation()) await sealedShelf.keep({ ...copy, asked: Date.now() });
}
