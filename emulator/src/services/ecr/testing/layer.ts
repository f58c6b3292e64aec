import { gzipSync } from "node:zlib";
import { Header, type HeaderData } from "tar";

export type LayerEntry = Omit<HeaderData, "size"> & { readonly path: string; readonly content?: string };

/** A tar archive byte by byte, so that it may hold what no honest tool would write. */
export function layer(...entries: LayerEntry[]): Buffer {
  const blocks = entries.flatMap(({ content = "", ...data }) => {
    const body = Buffer.from(content);
    const header = new Header({
      type: "File",
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: new Date(0),
      ...data,
      size: body.length,
    });
    const block = Buffer.alloc(512);
    header.encode(block);
    return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1_024)]));
}
