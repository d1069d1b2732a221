import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** Each animal of the sheet as a file of its own, for pages of a few children: `animals/fox.svg#fox`. */
const animalsApart: Plugin = {
  name: "animals-apart",
  generateBundle() {
    const sheet = readFileSync("public/animals.svg", "utf8");
    for (const [symbol, name] of sheet.matchAll(/<symbol id="([^"]+)".*?<\/symbol>/gs)) {
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbol}</svg>\n`;
      this.emitFile({ type: "asset", fileName: `animals/${name}.svg`, source });
    }
  },
};

// Names carry no hash: Django hashes them when it collects the static files, and rewrites url() in the style sheet.
export default defineConfig({
  base: "./",
  plugins: [animalsApart],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    // Container queries, :has() and layers only refine: browsers of 2022 read every page.
    target: ["chrome103", "firefox102", "safari15.4", "ios15.4"],
    rollupOptions: {
      input: { eprimo: "src/eprimo.ts", style: "src/styles/main.css", petits: "src/styles/little.css" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: ({ names }) => {
          if (names.some((name) => name.endsWith(".css")))
            return names.includes("petits.css") ? "petits.css" : "eprimo.css";
          return names.some((name) => name.endsWith(".woff2")) ? "fonts/[name][extname]" : "[name][extname]";
        },
      },
    },
  },
});
