import * as sdk from "@aws-sdk/client-ecr";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { layer, type LayerEntry } from "../testing/layer.ts";
import { pushImage } from "../testing/push-image.ts";
import { testRegistry, type TestRegistry } from "../testing/test-registry.ts";

let registry: TestRegistry;
const repository = "payment-system/backend";

beforeAll(async () => {
  registry = await testRegistry();
  await registry.client.send(new sdk.CreateRepositoryCommand({ repositoryName: repository }));
});

afterAll(() => registry[Symbol.asyncDispose]());

let number = 0;
function push(layers: LayerEntry[][], config: object = {}): Promise<string> {
  const images = layers.map((entries) => layer(...entries));
  return pushImage(registry.client, repository, `t${++number}`, { layers: images, config });
}

describe("resolve", () => {
  test("finds an image by tag, by digest, by both registries' names, and latest without either", async () => {
    const { images } = registry.ecr;
    const first = await push([[{ path: "a", content: "first" }]]);
    const digest = await pushImage(registry.client, repository, "latest", {
      layers: [layer({ path: "a", content: "resolve" })],
    });
    const expected = { digest, repository };
    const local = `000000000000.dkr.ecr.us-east-1.localhost/${repository}`;
    expect(await images.resolve(`${local}:latest`)).toEqual(expected);
    expect(await images.resolve(local)).toEqual(expected);
    expect(await images.resolve(`${local}@${digest}`)).toEqual(expected);
    expect(await images.resolve(`${local}:latest@${first}`)).toEqual({ digest: first, repository });
    expect(await images.resolve(`000000000000.dkr.ecr.us-east-1.amazonaws.com/${repository}:latest`)).toEqual(expected);
  });

  test.each([
    `000000000000.dkr.ecr.us-east-1.localhost/${repository}:none`,
    `000000000000.dkr.ecr.us-east-1.localhost/none:latest`,
    `000000000000.dkr.ecr.us-east-1.localhost/${repository}@sha256:${"0".repeat(64)}`,
    `000000000000.dkr.ecr.us-east-1.localhost/${repository}@sha256:0`,
    `111111111111.dkr.ecr.us-east-1.localhost/${repository}:latest`,
    "nginx:latest",
    "",
  ])("%s can't be pulled", async (reference) => {
    await expect(registry.ecr.images.resolve(reference)).rejects.toMatchObject({
      code: "CannotPullContainerError",
      message: expect.stringContaining(`${reference}: not found`) as string,
    });
  });
});

describe("unpack", () => {
  test("lays the layers over each other and gives the configuration", async () => {
    const config = { Cmd: ["node", "main.mjs"], Entrypoint: null, Env: ["A=1"], WorkingDir: "/app", User: "node" };
    const digest = await push(
      [
        [
          { path: "app/", type: "Directory", mode: 0o700 },
          { path: "app/main.mjs", content: "old" },
          { path: "app/gone", content: "x" },
          { path: "cache/a", content: "x" },
        ],
        [
          { path: "app/main.mjs", content: "new", mode: 0o4600, uid: 12_345 },
          { path: "app/run", content: "#!", mode: 0o755 },
          { path: "app/.wh.gone" },
          { path: "cache/.wh..wh..opq" },
          { path: "cache/b", content: "b" },
          { path: "app/link", type: "SymbolicLink", linkpath: "../cache/b" },
        ],
      ],
      config,
    );
    const unpacked = await registry.ecr.images.unpack(digest);
    expect(unpacked.config).toEqual({ Cmd: ["node", "main.mjs"], Env: ["A=1"], WorkingDir: "/app" });
    const root = unpacked.rootDirectory;
    const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
    expect(paths).toEqual(["app", "app/link", "app/main.mjs", "app/run", "cache", "cache/b"]);
    expect(readFileSync(join(root, "app/main.mjs"), "utf8")).toBe("new");
    const mode = (path: string): string => (statSync(join(root, path)).mode & 0o7777).toString(8);
    expect(["", "app", "cache", "app/main.mjs", "app/run"].map(mode)).toEqual(["755", "755", "755", "644", "755"]);
    expect(statSync(join(root, "app/main.mjs")).uid).toBe(process.getuid?.());
  });

  test("is readable by others also under a strict umask", async () => {
    const previous = process.umask(0o077);
    try {
      const digest = await push([[{ path: "deep/er/file", content: "umask" }]]);
      const { rootDirectory } = await registry.ecr.images.unpack(digest);
      for (const path of ["", "deep", "deep/er"]) expect(statSync(join(rootDirectory, path)).mode & 0o777).toBe(0o755);
      expect(statSync(join(rootDirectory, "deep/er/file")).mode & 0o777).toBe(0o644);
    } finally {
      process.umask(previous);
    }
  });

  test("happens once, also when asked twice at a time", async () => {
    const digest = await push([[{ path: "a", content: "once" }]]);
    const [one, two] = await Promise.all([registry.ecr.images.unpack(digest), registry.ecr.images.unpack(digest)]);
    expect(two).toEqual(one);
    const { ino } = statSync(one.rootDirectory);
    expect(statSync((await registry.ecr.images.unpack(digest)).rootDirectory).ino).toBe(ino);
  });

  const outside: [string, RegExp, LayerEntry[]][] = [
    ["a path with ..", /is outside of the image/, [{ path: "app/../../escape", content: "x" }]],
    ["an absolute path", /is outside of the image/, [{ path: "/tmp/emulator-escape", content: "x" }]],
    [
      "an absolute link",
      /a link to \/etc\/passwd, which is outside/,
      [{ path: "a", type: "SymbolicLink", linkpath: "/etc/passwd" }],
    ],
    [
      "a relative link out",
      /a link to ..\/..\/x, which is outside/,
      [{ path: "app/a", type: "SymbolicLink", linkpath: "../../x" }],
    ],
    ["a hard link out", /a link to ..\/..\/x, which is outside/, [{ path: "a", type: "Link", linkpath: "../../x" }]],
    ["a device", /is a CharacterDevice/, [{ path: "a", type: "CharacterDevice" }]],
    ["a named pipe", /is a FIFO/, [{ path: "a", type: "FIFO" }]],
    ["a dangling link", /link \/a leads to nothing inside/, [{ path: "a", type: "SymbolicLink", linkpath: "nowhere" }]],
    [
      "a chain of links out",
      /link \/a\/b\/c\/out leads to nothing inside/,
      [
        { path: "a/b/c/", type: "Directory" },
        { path: "a/b/c/root", type: "SymbolicLink", linkpath: "../../.." },
        { path: "a/b/c/out", type: "SymbolicLink", linkpath: "root/.." },
      ],
    ],
    [
      "a file through a link",
      /can't be unpacked/,
      [
        { path: "a/", type: "Directory" },
        { path: "link", type: "SymbolicLink", linkpath: "a" },
        { path: "link/file", content: "x" },
      ],
    ],
  ];

  test.each(outside)("refuses %s and leaves nothing behind", async (name, message, entries) => {
    const digest = await push([[{ path: "first", content: name }], entries]);
    await expect(registry.ecr.images.unpack(digest)).rejects.toMatchObject({
      code: "ImageInvalid",
      message: expect.stringMatching(message) as string,
    });
    const unpacked = join(registry.instance.directories.images, "unpacked");
    expect(readdirSync(unpacked).filter((entry) => entry.startsWith(".") || entry.endsWith(digest.slice(7)))).toEqual(
      [],
    );
  });

  test("refuses what is no archive, no configuration and no image", async () => {
    const { client, ecr } = registry;
    const noArchive = await pushImage(client, repository, "no-archive", {
      layers: [Buffer.from("no archive".repeat(100))],
    });
    await expect(ecr.images.unpack(noArchive)).rejects.toMatchObject({ code: "ImageInvalid" });
    const noConfig = await push([[{ path: "a", content: "c" }]], { Cmd: "node main.mjs" });
    await expect(ecr.images.unpack(noConfig)).rejects.toThrow(/Cmd is not a list of strings/);
    await expect(ecr.images.unpack(`sha256:${"0".repeat(64)}`)).rejects.toMatchObject({
      code: "CannotPullContainerError",
    });
  });

  test("of a list takes the image for this machine", async () => {
    const { client, ecr } = registry;
    const digest = await push([[{ path: "a", content: "platform" }]]);
    const list = (architecture: string): string =>
      JSON.stringify({
        schemaVersion: 2,
        mediaType: "application/vnd.oci.image.index.v1+json",
        manifests: [
          {
            mediaType: "application/vnd.oci.image.manifest.v1+json",
            digest,
            size: 1,
            platform: { architecture, os: "linux" },
          },
        ],
      });
    const put = async (architecture: string): Promise<string> => {
      const { image } = await client.send(
        new sdk.PutImageCommand({ repositoryName: repository, imageManifest: list(architecture) }),
      );
      return image!.imageId!.imageDigest!;
    };
    const own = process.arch === "x64" ? "amd64" : process.arch;
    expect(existsSync(join((await ecr.images.unpack(await put(own))).rootDirectory, "a"))).toBe(true);
    await expect(ecr.images.unpack(await put("s390x"))).rejects.toMatchObject({ code: "CannotPullContainerError" });
  });

  test("starts afresh after a restart, in which half of it may have been lost", async () => {
    const digest = await push([[{ path: "a", content: "whole" }]]);
    const { rootDirectory } = await registry.ecr.images.unpack(digest);
    chmodSync(join(rootDirectory, "a"), 0o644);
    writeFileSync(join(rootDirectory, "a"), "");
    await registry.ecr.start();
    const again = await registry.ecr.images.unpack(digest);
    expect(readFileSync(join(again.rootDirectory, "a"), "utf8")).toBe("whole");
  });
});
