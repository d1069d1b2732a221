/** A choice of reading comfort shows on the page at once; it is kept by the form's button only. */
const ATTRIBUTES: Record<string, string> = {
  theme: "data-ep-theme",
  reading: "data-ep-lecture",
  font: "data-ep-police",
  text_size: "data-ep-taille",
  animations: "data-ep-animations",
};

export function previewComfort(root: Document): void {
  const form = root.querySelector<HTMLFormElement>("form[data-ep-comfort]");
  if (!form) return;
  form.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const attribute = ATTRIBUTES[event.target.name];
    if (!attribute) return;
    if (event.target.value) root.documentElement.setAttribute(attribute, event.target.value);
    else root.documentElement.removeAttribute(attribute);
    // Larger letters push the choice away from under the finger.
    event.target.closest("fieldset")?.scrollIntoView({ block: "nearest" });
  });
  for (const button of form.querySelectorAll<HTMLButtonElement>("[name=try]")) button.hidden = true;
}
