import { defineConfig } from "vite";

// Apart from the pages' script: a worker is one file that imports nothing, beside what `vite build` wrote.
export default defineConfig(({ mode }) => ({
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: ["chrome103", "firefox102", "safari15.4", "ios15.4"],
    rollupOptions: {
      input: `src/worker/${mode}.ts`,
      output: { format: "iife", entryFileNames: `${mode}.js` },
    },
  },
}));
