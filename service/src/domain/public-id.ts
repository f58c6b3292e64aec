/** How ids of a kind look to callers: the prefix and the 32 hexadecimal digits of the UUID. */
export interface PublicId {
  format(uuid: string): string;
  /** The UUID; undefined if the text is no id of this kind. */
  parse(id: string): string | undefined;
}

/** For a `prefix` such as `usr_`. */
export function publicId(prefix: string): PublicId {
  const pattern = new RegExp(`^${prefix}([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$`);
  return {
    format: (uuid) => prefix + uuid.replaceAll("-", ""),
    parse: (id) => pattern.exec(id)?.slice(1).join("-"),
  };
}
