import { defineConfig } from "vite";

// Names carry no hash: Django hashes them when it collects the static files, and rewrites url() in the style sheet.
export default defineConfig({
  base: "./",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    // Container queries, :has() and layers only refine: browsers of 2022 read every page.
    target: ["chrome103", "firefox102", "safari15.4", "ios15.4"],
    rollupOptions: {
      input: { eprimo: "src/eprimo.ts", style: "src/styles/main.css" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: ({ names }) => {
          if (names.some((name) => name.endsWith(".css"))) return "eprimo.css";
          return names.some((name) => name.endsWith(".woff2")) ? "fonts/[name][extname]" : "[name][extname]";
        },
      },
    },
  },
});
