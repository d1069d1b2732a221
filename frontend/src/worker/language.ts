/**
 * The language of who reads here: each page says it (`X-Eprimo-Language`), and what the worker shows by itself follows. It
 * stays when somebody signs out, as the choice at the door does.
 */
import { Shelf } from "../offline/shelf";
import { settings, worker } from "./settings";

const shelf = new Shelf<{ key: string; owner: string }>("eprimo-language", "language");
let known = "";

export async function learnLanguage(response: Response): Promise<void> {
  const told = response.headers.get("X-Eprimo-Language") ?? "";
  if (!settings.languages.includes(told) || told === known) return;
  known = told;
  await shelf.keep({ key: told, owner: "" }, () => true);
}

/** The chosen one, else that of the browser, else the first of the site. */
export async function language(): Promise<string> {
  known ||= (await shelf.all())[0]?.key ?? "";
  const wished = known || (worker.navigator.language ?? "").slice(0, 2);
  return settings.languages.includes(wished) ? wished : (settings.languages[0] ?? "fr");
}

/** Address of the page without network in a language: one each, since a cache knows pages by their addresses. */
export const offlineIn = (code: string): string => `${settings.offline}?langue=${code}`;
