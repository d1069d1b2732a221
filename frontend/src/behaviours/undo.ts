/** `<form data-ep-undo="9">`: the seconds left are counted down beside its words; the server alone decides. */
export function countDown(root: Document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-ep-undo]")) {
    const end = Date.now() + Number(form.dataset.epUndo) * 1000;
    const place = form.querySelector("[data-ep-undo-left]");
    const tick = (): void => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (place) place.textContent = `(${Math.max(left, 0)} s)`;
      if (left > 0) setTimeout(tick, 250);
      else location.reload();
    };
    tick();
  }
}
