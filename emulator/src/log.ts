/** One structured line on standard error; secrets never go in. */
export type Log = (
  level: "info" | "warn" | "error",
  message: string,
  details?: Readonly<Record<string, unknown>>,
) => void;

export function createLog(write: (line: string) => void = (line) => void process.stderr.write(`${line}\n`)): Log {
  return (level, message, details = {}) => {
    write(JSON.stringify({ time: new Date().toISOString(), level, message, ...details }));
  };
}
