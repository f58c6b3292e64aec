import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EmulatorError } from "../../../errors.ts";
import type { ImageUnpacker } from "../../../runtimes/process/task/image.ts";
import type { ImageResolver } from "../backend/image-resolver.ts";

/** Images on disk, each one Node script `/app/main.mjs`; a tag moves to the script that was pushed last. */
export class TestImages implements ImageResolver, ImageUnpacker {
  readonly #directory: string;
  readonly #digests = new Map<string, string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Returns the digest. */
  push(reference: string, script: string): string {
    const digest = `sha256:${createHash("sha256").update(script).digest("hex")}`;
    const app = join(this.#directory, digest.replace(":", "-"), "app");
    // As in root's home: nobody else can enter, and yet the tasks' user must be able to run it.
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    mkdirSync(app, { recursive: true });
    writeFileSync(join(app, "main.mjs"), script);
    this.#digests.set(reference, digest);
    return digest;
  }

  /** Takes a tag away; its image stays. */
  untag(reference: string): void {
    this.#digests.delete(reference);
  }

  async resolve(reference: string): Promise<{ digest: string }> {
    const digest = this.#digests.get(reference);
    if (digest === undefined) throw new EmulatorError("ImageInvalid", `${reference}: not found`);
    return { digest };
  }

  async unpack(digest: string) {
    const rootDirectory = join(this.#directory, digest.replace(":", "-"));
    return { rootDirectory, config: { Cmd: ["node", "main.mjs"], WorkingDir: "/app", Env: ["FROM=image", "A=image"] } };
  }
}
