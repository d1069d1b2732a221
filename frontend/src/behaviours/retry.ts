/** `<form data-ep-retry="4">`: sent again after so many seconds. The server spreads browsers over several. */
export function startRetries(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-ep-retry]")) {
    setTimeout(() => form.requestSubmit(), Math.max(1, Number(form.dataset.epRetry) || 1) * 1000);
  }
}
