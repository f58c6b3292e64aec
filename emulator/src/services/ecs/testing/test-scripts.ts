/** Serves HTTP on HOST:PORT until SIGTERM, then lets its connections end and exits with 0. `answer` is an expression. */
export function serverScript(answer: string): string {
  return `
import { createServer } from "node:http";
const { HOST, PORT = "8080" } = process.env;
const server = createServer((request, response) => response.end(${answer}));
server.listen(Number(PORT), HOST, () => console.log("listening"));
process.on("SIGTERM", () => { console.log("terminating"); server.close(() => process.exit(0)); });`;
}

/** Runs `body` with \`env\` at hand and ends when nothing is left to do. */
export function jobScript(body: string): string {
  return `const env = process.env;\n${body}`;
}
