/**
 * `<form data-ep-call>`: a roll call. Beside the radio buttons, which need no script: how many are there, and which
 * children were touched when, by the clock of this device, so that of two calls of a class the last word on each stands.
 */
export function startCalls(root: Document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-ep-call]")) follow(form);
}

function follow(form: HTMLFormElement): void {
  const touches = form.elements.namedItem("touches") as HTMLInputElement;
  const touched = new Map<string, number>();
  const tell = () => {
    // Never empty: the server sees that touches are told.
    touches.value = ["-", ...[...touched].map(([key, at]) => `${key}:${at}`)].join(" ");
    count(form);
  };
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === "radio")
      touched.set(target.name.slice(2), Date.now());
    tell();
  });
  tell();
}

function count(form: HTMLFormElement): void {
  const counts = form.querySelector<HTMLElement>("[data-ep-counts]");
  if (!counts) return;
  const states = [...form.querySelectorAll<HTMLInputElement>(".apl > :checked")].map((input) => input.value);
  for (const one of counts.querySelectorAll<HTMLElement>("[data-ep-states]")) {
    const wanted = one.dataset.epStates?.split(" ") ?? [];
    const found = states.filter((state) => wanted.includes(state)).length + Number(one.dataset.epMore ?? 0);
    const number = one.querySelector("b");
    if (number) number.textContent = String(found);
    const plural = one.querySelector<HTMLElement>("[data-ep-plural]");
    if (plural) plural.hidden = found < 2;
    // « dont 1 en retard » is said of somebody.
    if ("epSome" in one.dataset) one.hidden = !found;
  }
  counts.hidden = false;
}
