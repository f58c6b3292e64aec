import { constants, type Stats } from "node:fs";
import { chmod, copyFile, cp, link, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TaskUser } from "./task-user.ts";

/**
 * Makes the emulator's files readable for the tasks' user. Root's clone may lie in a home that nobody else can enter:
 * then tasks get a copy below `directory`, which they can. Without a user every path is given back as it is.
 */
export class SharedFiles {
  readonly #directory: string;
  readonly #user: TaskUser | undefined;
  readonly #copies = new Map<string, Promise<string>>();

  constructor(directory: string, user: TaskUser | undefined) {
    this.#directory = directory;
    this.#user = user;
  }

  /** `name` names the copy's folder; another content of the same file gets a copy of its own. */
  async file(path: string, name: string): Promise<string> {
    const stats = await stat(path);
    if (await this.#isOpen(path, stats)) return path;
    const identity = `${stats.size}-${Math.trunc(stats.mtimeMs)}`;
    return this.#once(join(name, identity, path.slice(path.lastIndexOf("/") + 1)), async (target) => {
      const isReadable = (stats.mode & 0o004) !== 0;
      if (!isReadable || !(await isLinked(path, target))) {
        await copyFile(path, target, constants.COPYFILE_FICLONE);
        await chmod(target, (stats.mode & 0o777) | 0o444);
      }
    });
  }

  /** `name` identifies the content, as a digest does. */
  async tree(path: string, name: string): Promise<string> {
    if (await this.#isOpen(path, await stat(path))) return path;
    return this.#once(name, async (target) => {
      await cp(path, target, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
      await openTree(target);
    });
  }

  async #isOpen(path: string, stats: Stats): Promise<boolean> {
    if (this.#user === undefined) return true;
    const wanted = stats.isDirectory() ? 0o005 : 0o004;
    if ((stats.mode & wanted) !== wanted) return false;
    for (let directory = dirname(path); ; directory = dirname(directory)) {
      if (((await stat(directory)).mode & 0o001) === 0) return false;
      if (directory === dirname(directory)) return true;
    }
  }

  /** Makes a copy aside and moves it into place, so that a crash leaves no half of one. */
  #once(name: string, make: (target: string) => Promise<void>): Promise<string> {
    const target = join(this.#directory, name);
    const known = this.#copies.get(target);
    if (known) return known;
    const copy = (async () => {
      if (await exists(target)) return target;
      await mkdir(dirname(target), { recursive: true, mode: 0o755 });
      const aside = await mkdtemp(join(this.#directory, ".copy-"));
      try {
        await make(join(aside, "copy"));
        await rename(join(aside, "copy"), target);
      } finally {
        await rm(aside, { recursive: true, force: true });
      }
      return target;
    })();
    this.#copies.set(target, copy);
    copy.catch(() => this.#copies.delete(target));
    return copy;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** A hard link costs no space, but works within one file system only. */
async function isLinked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    () => false,
  );
}

async function openTree(path: string): Promise<void> {
  await chmod(path, 0o755);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await openTree(child);
    else if (entry.isFile()) await chmod(child, ((await stat(child)).mode & 0o777) | 0o444);
  }
}
