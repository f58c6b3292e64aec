import { posix } from "node:path";
import { list, type ReadEntry } from "tar";
import { EmulatorError } from "../../../errors.ts";

const BYTES_MAX = 4 * 1024 ** 3;
const ENTRIES_MAX = 200_000;
const KINDS: ReadonlySet<string> = new Set(["File", "OldFile", "ContiguousFile", "Directory", "SymbolicLink", "Link"]);
const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";

/** What a layer takes away from those below it: https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
export interface LayerRemovals {
  /** Paths that are gone. */
  readonly paths: readonly string[];
  /** Directories whose content is gone. */
  readonly opaqueDirectories: readonly string[];
}

/**
 * Reads a layer without writing anything. Throws `ImageInvalid` for a path or link that leaves the image, for devices,
 * for more than 4 GiB or 200,000 entries, and for what is no tar archive.
 */
export async function inspectLayer(file: string, digest: string): Promise<LayerRemovals> {
  const paths: string[] = [];
  const opaqueDirectories: string[] = [];
  let problem: string | undefined;
  let bytes = 0;
  let entries = 0;
  const inspect = (entry: ReadEntry): void => {
    bytes += entry.size;
    entries += 1;
    problem ??= entryProblem(entry);
    if (bytes > BYTES_MAX || entries > ENTRIES_MAX) problem ??= "is larger than 4 GiB or has more than 200,000 entries";
    const { dir, base } = posix.parse(posix.normalize(entry.path));
    if (base === OPAQUE) opaqueDirectories.push(dir);
    else if (base.startsWith(WHITEOUT)) paths.push(posix.join(dir, base.slice(WHITEOUT.length)));
  };
  try {
    await list({ file, strict: true, onReadEntry: inspect });
  } catch (error) {
    problem ??= `is no readable tar archive (${(error as Error).message})`;
  }
  if (problem !== undefined) throw new EmulatorError("ImageInvalid", `Layer ${digest} ${problem}.`);
  return { paths, opaqueDirectories };
}

export function isWhiteout(path: string): boolean {
  return posix.basename(path).startsWith(WHITEOUT);
}

function entryProblem(entry: ReadEntry): string | undefined {
  if (!KINDS.has(entry.type)) return `holds ${entry.path}, which is a ${entry.type}`;
  if (leaves(entry.path)) return `holds ${entry.path}, which is outside of the image`;
  if (entry.type === "SymbolicLink" || entry.type === "Link") {
    const target = entry.linkpath ?? "";
    const base = entry.type === "Link" ? "." : posix.dirname(entry.path);
    if (posix.isAbsolute(target) || leaves(posix.join(base, target))) {
      return `holds ${entry.path}, a link to ${target}, which is outside of the image`;
    }
  }
  return undefined;
}

function leaves(path: string): boolean {
  const normal = posix.normalize(path);
  return posix.isAbsolute(path) || normal === ".." || normal.startsWith("../") || path.includes("\0");
}
