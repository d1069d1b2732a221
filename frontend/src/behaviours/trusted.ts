/**
 * The one place through which a text becomes HTML, or an address a script: pages refuse it everywhere else (trusted
 * types, `eprimo/config/settings/base.py`). HTML is what our own pages answered; a script is one of our own origin.
 */

interface Policy {
  createHTML(text: string): string;
  createScript(text: string): string;
  createScriptURL(address: string): string;
}

function ownScript(address: string): string {
  if (new URL(address, location.href).origin !== location.origin)
    throw new TypeError("a script of elsewhere");
  return address;
}

function noScript(): string {
  throw new TypeError("no script is made of a text");
}

const rules: Policy = { createHTML: (text) => text, createScript: noScript, createScriptURL: ownScript };
const factory = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } })
  .trustedTypes;

/** Where a browser knows no trusted types, the rules stand alone. */
export const trusted: Policy = factory?.createPolicy("eprimo", rules) ?? rules;
