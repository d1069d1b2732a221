/** Without scripts the reader prints from the browser's own menu: the button stays hidden. */
export function showPrintButtons(root: Document): void {
  for (const button of root.querySelectorAll<HTMLElement>("[data-ep-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
