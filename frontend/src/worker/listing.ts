/** What this device can show without network, for the page that says so. */
import { isOver, sealedShelf } from "../offline/sealed";
import { wordsOf } from "../offline/words";
import { keptPages } from "./pages";
import { textOf, titleOf } from "./reading";

export type Listed = {
  path: string;
  title: string;
  /** The words of its title and text, folded, each after a space. */
  words: string;
};

/** What one does first (a roll, the list of an evacuation), then what one reads. */
export async function listKept(): Promise<Listed[]> {
  const sealed = (await sealedShelf.all()).filter((copy) => !isOver(copy));
  return [
    ...sealed.map(({ key, title }) => lineOf(key, title, "")),
    ...(await keptPages()).map(({ path, html }) => lineOf(path, titleOf(html), textOf(html))),
  ];
}

function lineOf(path: string, title: string, text: string): Listed {
  return { path, title, words: ` ${wordsOf(`${title} ${text}`).join(" ")}` };
}
