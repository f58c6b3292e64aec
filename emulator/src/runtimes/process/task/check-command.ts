/**
 * A health check's command as a command line. Inside a container `localhost` is the container; here tasks share the
 * machine, so that the names of the loopback become the task's own address.
 */
export function checkCommandLine(command: readonly string[], address: string): string[] {
  const [kind, ...rest] = command.map((argument) => argument.replaceAll(/\b(?:localhost|127\.0\.0\.1)\b/g, address));
  return kind === "CMD-SHELL" ? ["/bin/sh", "-c", rest.join(" ")] : rest;
}
