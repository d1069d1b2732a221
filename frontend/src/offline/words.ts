/** Words as the search of the server folds them: small letters, no accents, no signs. */
export function wordsOf(text: string): string[] {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** « piscines » finds « piscine »: what is looked for is a beginning. */
export function singular(word: string): string {
  return word.length > 3 ? word.replace(/[sx]$/, "") : word;
}
