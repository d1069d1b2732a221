/**
 * What stands in the place of a page whose person has left while the network is away: `<template data-ep-left>` of that
 * page, which holds nothing of anybody. Its address goes too.
 */
const OF_SOMEBODY =
  'meta:is([name="ep-sender"], [name="ep-live"], [name="ep-sealed"], [name="ep-ahead"], [name="ep-idle"])';

export const isLeft = (root: Document): boolean => root.documentElement.dataset.epLeft !== undefined;

export function showLeft(root: Document): void {
  const model = root.querySelector<HTMLTemplateElement>("template[data-ep-left]");
  if (isLeft(root) || !model) return;
  root.documentElement.dataset.epLeft = "";
  const body = root.createElement("body");
  body.className = root.body.className;
  body.append(model.content.cloneNode(true));
  for (const meta of root.querySelectorAll(OF_SOMEBODY)) meta.remove();
  // A page that is being read aloud goes on without its page.
  window.speechSynthesis?.cancel();
  root.body.replaceWith(body);
  root.title = model.dataset.epLeft ?? "";
  history.replaceState(null, "", "/");
  body.querySelector<HTMLElement>("h1")?.focus();
}
