import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { extract, list } from "tar";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256 } from "./blob.ts";
import { appLayer } from "./layer.ts";
import { ociImage } from "./oci-image.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "image-test-"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function build(name: string, files: Readonly<Record<string, string>>): string {
  const directory = join(root, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(directory, path, ".."), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

const FILES = {
  "main.mjs": "console.log('main')",
  "migrations/0001_payments.sql": "create table payments ();",
  [`migrations/${"long-".repeat(30)}name.sql`]: "select 1;",
};

test("a layer unpacks to app/ with the same files", async () => {
  const { blob, diffId } = await appLayer(build("one", FILES));
  expect(diffId).toBe(sha256(gunzipSync(blob.bytes)));
  const file = join(root, "layer.tar.gz");
  writeFileSync(file, blob.bytes);
  const unpacked = join(root, "unpacked");
  mkdirSync(unpacked);
  await extract({ file, cwd: unpacked });
  expect(readdirSync(unpacked)).toEqual(["app"]);
  for (const [path, content] of Object.entries(FILES)) {
    expect(readFileSync(join(unpacked, "app", path), "utf8")).toBe(content);
  }
});

test("equal contents give equal bytes, whatever the time, the order of writing and the permissions", async () => {
  const one = build("one", FILES);
  const two = build("two", Object.fromEntries(Object.entries(FILES).reverse()));
  utimesSync(join(two, "main.mjs"), new Date(), new Date("2001-01-01"));
  chmodSync(join(two, "main.mjs"), 0o664);
  const [first, second] = [await appLayer(one), await appLayer(two)];
  expect(second.blob.digest).toBe(first.blob.digest);
  expect(ociImage([second]).manifest.digest).toBe(ociImage([first]).manifest.digest);
});

test("other contents give another digest", async () => {
  const first = await appLayer(build("one", FILES));
  const second = await appLayer(build("two", { ...FILES, "main.mjs": "console.log('other')" }));
  expect(ociImage([second]).manifest.digest).not.toBe(ociImage([first]).manifest.digest);
});

test("entries belong to nobody and are in order", async () => {
  const { blob } = await appLayer(build("one", FILES));
  const file = join(root, "layer.tar.gz");
  writeFileSync(file, blob.bytes);
  const entries: { path: string; mtime: number | undefined; uid: number | undefined }[] = [];
  await list({ file, onReadEntry: ({ path, mtime, uid }) => entries.push({ path, mtime: mtime?.getTime(), uid }) });
  expect(entries.map(({ path }) => path)).toEqual([
    "app/main.mjs",
    "app/migrations/",
    "app/migrations/0001_payments.sql",
    `app/migrations/${"long-".repeat(30)}name.sql`,
  ]);
  expect(entries.filter(({ mtime, uid }) => mtime || uid)).toEqual([]);
});

test("refuses an empty build and links", async () => {
  mkdirSync(join(root, "empty"));
  await expect(appLayer(join(root, "empty"))).rejects.toThrow("the build wrote nothing");
  const linked = build("linked", FILES);
  symlinkSync("/etc/passwd", join(linked, "passwd"));
  await expect(appLayer(linked)).rejects.toThrow("neither a file nor a directory");
});

test("the manifest describes its configuration and layers by digest and size", async () => {
  const layer = await appLayer(build("one", FILES));
  const { manifest, config } = ociImage([layer]);
  expect(manifest.digest).toBe(sha256(manifest.bytes));
  expect(JSON.parse(manifest.bytes.toString())).toEqual({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: config.mediaType, digest: sha256(config.bytes), size: config.bytes.length },
    layers: [{ mediaType: layer.blob.mediaType, digest: layer.blob.digest, size: layer.blob.bytes.length }],
  });
  expect(JSON.parse(config.bytes.toString())).toMatchObject({
    config: { Cmd: ["node", "main.mjs"], WorkingDir: "/app" },
    rootfs: { type: "layers", diff_ids: [layer.diffId] },
  });
});
