/** What the text of one of our pages says, read as a text: a worker has no document. */
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };

/** The title of a page, without the name of the site. */
export function titleOf(html: string): string {
  const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "";
  return decoded(title)
    .replace(/ · e-primo$/, "")
    .trim();
}

/** The words of a page: what is between its tags, without what is not shown. */
export function textOf(html: string): string {
  const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? "";
  const shown = main.replace(/<(script|style|template)\b[\s\S]*?<\/\1>/g, " ");
  return decoded(shown.replace(/<[^>]*>/g, " "));
}

function decoded(text: string): string {
  return text.replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
