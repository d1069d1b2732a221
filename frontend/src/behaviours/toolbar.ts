/**
 * Buttons that write the light markup of a note at the caret: `**gras**`, `- liste`, `[texte](https://…)`.
 * The bar is hidden in the page and names its text area: `<div data-ep-toolbar="id_text" hidden>`.
 */
type Edit = { start: number; end: number; text: string; selectFrom: number; selectTo: number };

export function showToolbars(root: Document): void {
  for (const bar of root.querySelectorAll<HTMLElement>("[data-ep-toolbar]")) {
    const area = root.getElementById(bar.dataset.epToolbar ?? "");
    if (!(area instanceof HTMLTextAreaElement)) continue;
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-ep-mark]") : null;
      if (button) mark(area, button.getAttribute("data-ep-mark") ?? "");
    });
  }
}

/** Buttons that add a ready sentence at the caret: `<div data-ep-phrases="id_text">` holds them. Without scripts they send the form. */
export function offerPhrases(root: Document): void {
  root.addEventListener("click", (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLButtonElement>(".phrase") : null;
    const area = root.getElementById(
      button?.closest<HTMLElement>("[data-ep-phrases]")?.dataset.epPhrases ?? "",
    );
    if (!button || !(area instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    insertSentence(area, (button.textContent ?? "").trim());
  });
}

/** After the last sentence, or on a line of its own; the first « … » is selected, ready to be typed over. */
function insertSentence(area: HTMLTextAreaElement, sentence: string): void {
  const { selectionStart: start, selectionEnd: end } = area;
  const before = area.value.slice(0, start);
  const gap = !before.trim() || /\s$/.test(before) ? "" : /[.!?…]$/.test(before) ? " " : "\n\n";
  const blank = sentence.indexOf("…");
  const from = start + gap.length + (blank < 0 ? sentence.length : blank);
  write(area, { start, end, text: gap + sentence, selectFrom: from, selectTo: blank < 0 ? from : from + 1 });
}

function mark(area: HTMLTextAreaElement, kind: string): void {
  const edits: Record<string, (area: HTMLTextAreaElement) => Edit> = { bold, list, link };
  const edit = edits[kind]?.(area);
  if (edit) write(area, edit);
}

function write(area: HTMLTextAreaElement, edit: Edit): void {
  area.focus();
  area.setSelectionRange(edit.start, edit.end);
  // Old as it is, this is the one insertion that the browser's own undo knows.
  if (!document.execCommand("insertText", false, edit.text)) {
    area.setRangeText(edit.text, edit.start, edit.end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(edit.selectFrom, edit.selectTo);
}

function selected(area: HTMLTextAreaElement, otherwise: string): string {
  return area.value.slice(area.selectionStart, area.selectionEnd) || otherwise;
}

function bold(area: HTMLTextAreaElement): Edit {
  const { selectionStart: start, selectionEnd: end } = area;
  const words = selected(area, "texte en gras");
  return { start, end, text: `**${words}**`, selectFrom: start + 2, selectTo: start + 2 + words.length };
}

function list(area: HTMLTextAreaElement): Edit {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const after = area.value.indexOf("\n", area.selectionEnd);
  const end = after < 0 ? area.value.length : after;
  const lines = area.value.slice(start, end).split("\n");
  const text = lines.map((line) => (line.startsWith("- ") ? line : `- ${line}`)).join("\n");
  return { start, end, text, selectFrom: start + text.length, selectTo: start + text.length };
}

function link(area: HTMLTextAreaElement): Edit {
  const { selectionStart: start, selectionEnd: end } = area;
  const words = selected(area, "texte du lien");
  const address = "https://";
  const from = start + words.length + 3;
  return { start, end, text: `[${words}](${address})`, selectFrom: from, selectTo: from + address.length };
}
