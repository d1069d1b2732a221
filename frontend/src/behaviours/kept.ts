/** The page without network says what can be read or done all the same, and looks for words in it. */
import { singular, wordsOf } from "../offline/words";
import type { Listed } from "../worker/listing";
import { askWorker } from "./worker";

export function listKeptPages(root: Document): void {
  const section = root.querySelector<HTMLElement>("[data-ep-kept]");
  const list = section?.querySelector("[data-ep-kept-list]");
  const field = section?.querySelector<HTMLInputElement>("[data-ep-kept-words]");
  const none = section?.querySelector<HTMLElement>("[data-ep-kept-none]");
  if (!section || !list) return;
  void askWorker<Listed[]>({ type: "kept" }).then((pages) => {
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

function lineOf(root: Document, page: Listed): HTMLElement {
  const link = root.createElement("a");
  link.href = page.path;
  link.textContent = page.title;
  const item = root.createElement("li");
  item.className = "ligne";
  item.append(link);
  return item;
}
