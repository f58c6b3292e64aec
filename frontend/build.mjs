import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build as bundle } from "esbuild";
import { build as buildPage } from "vite";

const frontend = import.meta.dirname;
// Whatever the shell says: anything else would put React's development build into the page.
process.env.NODE_ENV = "production";

/**
 * Writes what the image has in /app: `main.mjs`, the server with all its dependencies, and `public/`, the page with
 * each file compressed beside it. The same sources give the same bytes, wherever the checkout is.
 */
const outdir = resolve(process.argv[2] ?? join(frontend, "dist"));
rmSync(outdir, { recursive: true, force: true });

const publicDirectory = join(outdir, "public");
await buildPage({
  configFile: join(frontend, "vite.config.ts"),
  build: { outDir: publicDirectory },
  logLevel: "warn",
});
for (const { parentPath, name } of readdirSync(publicDirectory, { recursive: true, withFileTypes: true })) {
  if (!/\.(js|css|svg)$/.test(name)) continue;
  const file = join(parentPath, name);
  const content = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
  writeFileSync(`${file}.br`, brotliCompressSync(content));
}

await bundle({
  absWorkingDir: dirname(frontend),
  entryPoints: ["frontend/src/server/main.ts"],
  outfile: join(outdir, "main.mjs"),
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  keepNames: true,
  legalComments: "none",
  // CommonJS dependencies call require() for Node's own modules, which an ES module lacks.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
