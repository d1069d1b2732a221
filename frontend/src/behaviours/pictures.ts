/**
 * The three pictures of the little ones, `<form data-ep-pick="3">`: kept on the device as they are touched, and sent once,
 * together. No touch waits for the network, so none is lost. Without script each touch is a form of its own.
 */
export function startPictures(root: Document): void {
  const form = root.querySelector<HTMLFormElement>("form[data-ep-pick]");
  if (!form) return;
  const wanted = Number(form.dataset.epPick);
  const places = Array.from(form.querySelectorAll<HTMLElement>(".pas li:not(.mis)"), (place) => ({
    place,
    empty: Array.from(place.childNodes),
  }));
  const back = root.querySelector<HTMLElement>("[data-ep-pick-back]");
  const undo = root.querySelector<HTMLElement>("[data-ep-pick-undo]");
  const ours = undo?.hidden ?? true;
  let picked: HTMLButtonElement[] = [];
  let sent = false;

  const draw = () => {
    for (const [number, { place, empty }] of places.entries()) {
      const button = picked[number];
      place.classList.toggle("mis", button !== undefined);
      if (!button) {
        place.replaceChildren(...empty);
        continue;
      }
      const image = root.createElement("img");
      image.src = button.querySelector("img")?.src ?? "";
      image.alt = button.getAttribute("aria-label") ?? "";
      place.replaceChildren(image);
    }
    for (const button of form.querySelectorAll<HTMLButtonElement>("button[name=picture]")) {
      button.classList.toggle("mis", picked.includes(button));
    }
    if (ours && back && undo) {
      back.hidden = picked.length > 0;
      undo.hidden = picked.length === 0;
    }
  };
  const send = () => {
    sent = true;
    for (const button of picked) {
      const field = root.createElement("input");
      field.type = "hidden";
      field.name = "picture";
      field.value = button.value;
      form.append(field);
    }
    form.submit();
  };
  form.addEventListener("click", (event) => {
    const button =
      event.target instanceof Element && event.target.closest<HTMLButtonElement>("button[name=picture]");
    if (!button) return;
    event.preventDefault();
    if (sent) return;
    picked.push(button);
    draw();
    if (picked.length === places.length || picked.length === wanted) send();
  });
  undo?.addEventListener("click", (event) => {
    if (picked.length === 0 || sent) return;
    event.preventDefault();
    picked.pop();
    draw();
  });
  // The page comes back as it was left: nothing of it is touched any more.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const field of form.querySelectorAll("input[name=picture]")) field.remove();
    picked = [];
    sent = false;
    draw();
  });
}
