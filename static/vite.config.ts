import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const backend = process.env.PLAYGROUND_BACKEND ?? "http://127.0.0.1:8000";

/** Every browser that runs the page reads WOFF2: the formulas' fonts come in no other form. */
const woff2Alone: Plugin = {
  name: "woff2-alone",
  enforce: "pre",
  transform(code, id) {
    const older = /,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(["'][a-z]+["']\)/g;
    return id.includes("/katex/") && id.endsWith(".css") ? code.replace(older, "") : null;
  },
};
/** A font in the style sheet itself is one that the content security policy refuses. */
const inlined = (file: string): boolean | undefined => (file.endsWith(".woff2") ? false : undefined);

export default defineConfig({
  plugins: [svelte(), woff2Alone],
  base: "/static/",
  resolve: { conditions: ["browser"] },
  build: {
    ...{ manifest: true, outDir: "dist", target: "es2022", rollupOptions: { input: "src/main.ts" } },
    assetsInlineLimit: inlined,
  },
  server: { proxy: { "/api": backend, "/ws": { target: backend, ws: true } } },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
