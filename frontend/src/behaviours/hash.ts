/**
 * The code of a sheet comes in the fragment of the address: browsers never send it to a server or a log.
 * A form marked `data-ep-hash-send` is sent at once: a child who cannot read showed a badge.
 */
export function fillFromHash(root: Document): void {
  const field = root.querySelector<HTMLInputElement>("input[data-ep-hash-fill]");
  const code = readCode(location.hash);
  if (!field || !code) return;
  if (!field.value) field.value = code;
  // The code is used once: it must not stay in the history of a shared device.
  history.replaceState(history.state, "", location.pathname + location.search);
  if (field.form?.hasAttribute("data-ep-hash-send")) field.form.requestSubmit();
}

function readCode(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1)).trim();
  } catch {
    return "";
  }
}
