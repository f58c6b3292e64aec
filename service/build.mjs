import { cpSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";

const service = import.meta.dirname;

/**
 * Writes what the image has in /app: `main.mjs`, `migrate.mjs`, `seed.mjs` and `verify.mjs`, each with all its dependencies, and
 * `migrations/`. The same sources give the same bytes, wherever the checkout is.
 */
const outdir = resolve(process.argv[2] ?? join(service, "dist"));
rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: dirname(service),
  entryPoints: ["main", "migrate", "seed", "verify"].map((name) => `service/src/${name}.ts`),
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  keepNames: true,
  legalComments: "none",
  // Optional parts of pg that are only reached when they are asked for.
  external: ["pg-native", "pg-cloudflare"],
  // CommonJS dependencies call require() for Node's own modules, which an ES module lacks.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
cpSync(join(service, "migrations"), join(outdir, "migrations"), { recursive: true });
