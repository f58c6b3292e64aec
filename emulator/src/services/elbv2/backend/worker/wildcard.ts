/** A pattern of AWS's load balancer rules: `*` is any run of characters, `?` exactly one. */
export function wildcard(pattern: string, flags: "" | "i"): RegExp {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|]/g, (special) => {
    if (special === "*") return ".*";
    return special === "?" ? "." : `\\${special}`;
  });
  return new RegExp(`^${source}$`, `s${flags}`);
}
