/** The page without network says what can be read all the same, and looks for words in it. */

import { trusted } from "./trusted";

interface KeptPage {
  path: string;
  title: string;
  /** The words of its title and text, folded, each after a space. */
  words: string;
}

export function listKeptPages(root: Document): void {
  const section = root.querySelector<HTMLElement>("[data-ep-kept]");
  const list = section?.querySelector("[data-ep-kept-list]");
  const field = section?.querySelector<HTMLInputElement>("[data-ep-kept-words]");
  const none = section?.querySelector<HTMLElement>("[data-ep-kept-none]");
  if (!section || !list || !("caches" in window)) return;
  void keptPages().then((pages) => {
    const lines = pages.map((page) => ({ page, item: lineOf(root, page) }));
    list.append(...lines.map(({ item }) => item));
    section.hidden = pages.length === 0;
    field?.addEventListener("input", () => {
      const sought = wordsOf(field.value);
      for (const { page, item } of lines)
        item.hidden = !sought.every((word) => page.words.includes(` ${singular(word)}`));
      if (none) none.hidden = lines.some(({ item }) => !item.hidden);
    });
  });
}

function lineOf(root: Document, page: KeptPage): HTMLElement {
  const link = root.createElement("a");
  link.href = page.path;
  link.textContent = page.title;
  const item = root.createElement("li");
  item.className = "ligne";
  item.append(link);
  return item;
}

/** As the search of the server: small letters, no accents, no signs. */
function wordsOf(text: string): string[] {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** « piscines » finds « piscine »: what is looked for is a beginning. */
function singular(word: string): string {
  return word.length > 3 ? word.replace(/[sx]$/, "") : word;
}

async function keptPages(): Promise<KeptPage[]> {
  const found: KeptPage[] = [];
  for (const name of (await caches.keys()).filter((one) => one.startsWith("pages-"))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const kept = await cache.match(request, { ignoreVary: true });
      const page = new DOMParser().parseFromString(
        trusted.createHTML((await kept?.text()) ?? ""),
        "text/html",
      );
      const url = new URL(request.url);
      const title = page.title.replace(/ · e-primo$/, "");
      const words = wordsOf(`${title} ${page.querySelector("main")?.textContent ?? ""}`);
      found.push({ path: url.pathname + url.search, title, words: ` ${words.join(" ")}` });
    }
  }
  return found;
}
