import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Stands in the page wherever a nonce belongs; the server puts in a new one for each answer. */
const NONCE_PLACEHOLDER = "CSP_NONCE";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  html: { cspNonce: NONCE_PLACEHOLDER },
  build: {
    outDir: "dist/public",
    emptyOutDir: true,
    target: "baseline-widely-available",
    reportCompressedSize: false,
    // A data: URL would need another hole in the Content-Security-Policy.
    assetsInlineLimit: 0,
  },
  // For `vite`, the development server: where the API is.
  server: { proxy: { "/api": { target: process.env.API_ORIGIN ?? "http://127.0.0.1:8080", changeOrigin: true } } },
});
