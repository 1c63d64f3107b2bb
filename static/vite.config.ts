import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const backend = process.env.PLAYGROUND_BACKEND ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [svelte()],
  base: "/static/",
  resolve: { conditions: ["browser"] },
  build: { manifest: true, outDir: "dist", target: "es2022", rollupOptions: { input: "src/main.ts" } },
  server: { proxy: { "/api": backend, "/ws": { target: backend, ws: true } } },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
