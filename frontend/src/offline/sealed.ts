/**
 * A page that the device of somebody at work keeps encrypted (the list of an evacuation, the sheets of the roll): written and read by the worker
 * (`worker/sealed.ts`), erased from here too. The secret of each copy cannot be read out of the browser, and goes with it.
 */
import { Shelf } from "./shelf";

export type Sealed = {
  /** Its path. */
  key: string;
  /** Its title, which names nobody: the page without network leads there. */
  title: string;
  /** Mark of the person. */
  owner: string;
  /** « position.rights » of that person when it was kept. */
  rights: string;
  secret: CryptoKey;
  vector: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
  headers: [string, string][];
  /** ETag of the server. */
  mark: string;
  /** By the clock of this device, in milliseconds: until when it is shown, when it was kept, when it was last asked for. */
  until: number;
  kept: number;
  asked: number;
  /** How long it is not asked for again, in milliseconds. */
  rests: number;
};

/** A clock that was set back further than this cannot say that a copy is still good. */
const BACK_MS = 60_000;

export const SEALED = "eprimo-sealed";
export const sealedShelf = new Shelf<Sealed>(SEALED, "pages");

export const isOver = (copy: Sealed): boolean => Date.now() >= copy.until || Date.now() < copy.kept - BACK_MS;

/** What is past its evening is erased as soon as e-primo is opened again. */
export async function eraseOver(): Promise<void> {
  for (const copy of await sealedShelf.all()) if (isOver(copy)) await sealedShelf.drop(copy.key);
}

/** At sign-out. */
export const dropSealed = (): Promise<void> => sealedShelf.clear();
