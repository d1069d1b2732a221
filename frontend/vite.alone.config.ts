import { defineConfig } from "vite";

// Apart from the script of all pages: a worker, or the script of one page, is one file that imports nothing, beside what
// `vite build` wrote. The mode names it: « worker/sw ».
export default defineConfig(({ mode }) => ({
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: ["chrome103", "firefox102", "safari15.4", "ios15.4"],
    rollupOptions: {
      input: `src/${mode}.ts`,
      output: { format: "iife", entryFileNames: `${mode.split("/").pop()}.js` },
    },
  },
}));
