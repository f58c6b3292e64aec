/**
 * The command that asks a container's own server whether it is healthy. `HOST` is where the server listens; one that
 * listens on every address is reached on loopback.
 */
export function healthProbe(path: string): string[] {
  const script = [
    "const { HOST = '127.0.0.1', PORT = '8080' } = process.env;",
    "const host = HOST === '0.0.0.0' ? '127.0.0.1' : HOST;",
    `fetch('http://' + host + ':' + PORT + '${path}')`,
    ".then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1));",
  ];
  return ["CMD", "node", "-e", script.join(" ")];
}
