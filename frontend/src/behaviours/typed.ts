/**
 * `<form data-ep-typed="results">`: what is typed is asked for without pressing the button; the answer's element of that
 * id takes the place of the page's. One question at a time: on a slow line the last text is asked for once the answer
 * before it came, and an answer to other letters is never the last one shown. The button goes on working, alone too.
 */
import htmx from "htmx.org";

// Long enough to finish a syllable, short enough not to be waited for.
const PAUSE = 300;

export function askWhileTyping(root: Document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-ep-typed]")) follow(form);
}

function follow(form: HTMLFormElement): void {
  let timer = 0;
  let asking = false;
  let asked = textOf(form);
  const ask = async (): Promise<void> => {
    const text = textOf(form);
    const results = document.getElementById(form.dataset.epTyped ?? "");
    if (asking || text === asked || !results) return;
    asking = true;
    asked = text;
    results.setAttribute("aria-busy", "true");
    const values = Object.fromEntries(new FormData(form).entries());
    const select = `#${CSS.escape(results.id)}`;
    await htmx.ajax("POST", form.action, {
      source: results,
      target: results,
      select,
      swap: "outerMorph",
      values,
    });
    document.getElementById(results.id)?.removeAttribute("aria-busy");
    asking = false;
    void ask();
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  });
  // Pressed: the whole page answers, and what is under way for the same letters is of no use any more.
  form.addEventListener("submit", () => clearTimeout(timer));
}

function textOf(form: HTMLFormElement): string {
  return JSON.stringify([...new FormData(form).values()]);
}
