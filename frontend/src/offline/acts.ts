/**
 * Acts that wait on this device for the network: a form that says `data-ep-queue` was sent, and the server has not answered
 * yet. Each carries a key of its own, by which the server does it once however often it comes; it is sent by the person
 * who did it and in the role of then, and by nobody else. At sign-out those of an adult go; what a pupil did and the roll
 * that a teacher called wait for that person, and what was done on the tablet of a class for the tablet.
 */
import { Shelf, wakeWorker } from "./shelf";

export type Act = {
  /** UUID version 7, made at the touch. */
  key: string;
  /** Mark of the person and of the role, made by the server: `person.role`. */
  owner: string;
  url: string;
  /** The page where it was done. */
  page: string;
  /** What it is about: a later act about the same takes the place of one that waits. Empty: it stands alone. */
  about: string;
  /** What it is called; nobody is named in it. */
  words: string;
  fields: [string, string][];
  /** The touch, in milliseconds by the clock of the device. */
  at: number;
  /** Of a pupil, or a roll: its author leaves a device that others use, and it waits there for that person. */
  stays?: boolean;
  /** The server will not do it: what it said. */
  refused?: string;
};

/** `to`: done, and the page that follows. `refused`: the sentence. `ended`: nobody is signed in any more. */
export type Outcome = { to: string } | { refused: string } | "ended" | "later";

const LOCK = "eprimo-acts";
const SENDER = "/appareil/envois";
const PATIENCE_MS = 15_000;
const UNAUTHORIZED = 401;
const OTHER_ROLE = 412;
// Too many at once: it may come again.
const SLOWER = 429;

const shelf = new Shelf<Act>("eprimo-acts", "acts");

// What its author did not come back for in that time is no use to anybody.
const LONGEST_MS = 30 * 24 * 3600 * 1000;

export const personOf = (owner: string): string => owner.split(".")[0] ?? "";
const waitsOn = (act: Act) => Boolean(act.stays) && Date.now() - act.at < LONGEST_MS;

export function newKey(at: number): string {
  const time = at.toString(16).padStart(12, "0");
  const random = [...crypto.getRandomValues(new Uint8Array(10))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  const variant = "89ab"[Number.parseInt(random.slice(19), 16) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(3, 6)}-${random.slice(6, 18)}`;
}

/** False when this browser keeps nothing. */
export async function keepAct(act: Act): Promise<boolean> {
  const isSame = (one: Act) => act.about !== "" && one.about === act.about && one.owner === act.owner;
  const kept = await shelf.keep(act, isSame);
  if (kept) void wakeWorker();
  return kept;
}

export const dropAct = (key: string): Promise<void> => shelf.drop(key);

/** At sign-out: those of this person, save what waits for its author. What the server refused is told to nobody else. */
export const dropActs = (owner: string): Promise<void> =>
  shelf.clear(
    (act) => personOf(act.owner) === personOf(owner) && (!waitsOn(act) || act.refused !== undefined),
  );

/** Oldest first. `owner`: of this person, in whatever role; empty: whatever waits here. */
export async function keptActs(owner = ""): Promise<Act[]> {
  const all = await shelf.all();
  return all
    .filter((act) => !owner || personOf(act.owner) === personOf(owner))
    .sort((one, other) => one.at - other.at);
}

/** `owner`: who is signed in, empty when nobody is; `device`: what this browser is, when it is lent to a class. */
type Sender = { owner: string; device: string; token: string };

/** Sends what waits, one tab at a time; gives back what was done, each with the page that follows. */
export async function sendActs(): Promise<{ act: Act; to: string }[]> {
  if (!(await shelf.all()).some((act) => act.refused === undefined)) return [];
  if (!navigator.locks) return sendAll();
  return navigator.locks.request(LOCK, sendAll);
}

async function sendAll(): Promise<{ act: Act; to: string }[]> {
  const sender = await asked();
  if (!sender) return [];
  const done: { act: Act; to: string }[] = [];
  for (const act of await ownActs(sender)) {
    const outcome = await sendAct(act, sender.token);
    if (outcome === "later" || outcome === "ended") break;
    if ("to" in outcome) done.push({ act, to: outcome.to });
  }
  return done;
}

/**
 * Those that may leave now. What somebody else left on the device is dropped, save what waits for its author; an own one of another
 * role waits for it, and what was done on the tablet of a class leaves from there, whoever is signed in.
 */
async function ownActs({ owner, device }: Sender): Promise<Act[]> {
  const all = await keptActs();
  const people = [owner, device].map(personOf);
  const strange = (act: Act) => !people.includes(personOf(act.owner)) && !waitsOn(act);
  if (owner) for (const act of all) if (strange(act)) await shelf.drop(act.key);
  return all.filter((act) => [owner, device].includes(act.owner) && act.refused === undefined);
}

/** Who is signed in here now, and in which role. Null: nobody, or no network. */
async function asked(): Promise<Sender | null> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(SENDER, { credentials: "same-origin", cache: "no-store", signal });
    return answer.ok && !answer.redirected ? ((await answer.json()) as Sender) : null;
  } catch {
    return null;
  }
}

/** Sends one. It stays kept until the server says that it did it, or that it will not. */
export async function sendAct(act: Act, token: string): Promise<Outcome> {
  try {
    const answer = await fetch(act.url, {
      method: "POST",
      body: new URLSearchParams(act.fields),
      credentials: "same-origin",
      headers: {
        "X-CSRFToken": token,
        "X-Eprimo-Act": `${act.key} ${act.at} ${Math.max(0, Date.now() - act.at)} ${act.owner}`,
      },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === UNAUTHORIZED) return "ended";
    // Only what was made for a device settles anything: a page in its place comes from something on the way.
    const told = answer.headers.get("Content-Type")?.startsWith("application/json") && !answer.redirected;
    if (!told || answer.status >= 500 || [OTHER_ROLE, SLOWER].includes(answer.status)) return "later";
    const said = (await answer.json()) as { to?: string; sentence?: string };
    if (answer.ok) await shelf.drop(act.key);
    else await shelf.keep({ ...act, refused: said.sentence ?? "" });
    return answer.ok ? { to: said.to ?? "" } : { refused: said.sentence ?? "" };
  } catch {
    return "later";
  }
}
