import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTEN = "0A";

/** `address:port` of every TCP socket that a process listens on, from /proc. */
export function listeningAddresses(pid: number): string[] {
  const inodes = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => /socket:\[(\d+)\]/.exec(linkOf(pid, fd))?.[1]));
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTEN && inodes.has(fields[9]))
      .map((fields) => readable(fields[1]!)),
  );
}

function linkOf(pid: number, descriptor: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return "";
  }
}

/** `0200007F:11D6` is 127.0.0.2:4566; an IPv6 address stays as it is. */
function readable(hexadecimal: string): string {
  const [address, port] = hexadecimal.split(":") as [string, string];
  const bytes = Buffer.from(address, "hex");
  return `${bytes.length === 4 ? bytes.reverse().join(".") : address}:${parseInt(port, 16)}`;
}
