import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmulatorError } from "../../../errors.ts";
import { until } from "../../../wait/until.ts";
import { giveToServerUser } from "../postgres/server-user.ts";
import { writeDurably } from "../postgres/durable-file.ts";
import type { Supervisor } from "../supervisor.ts";
import type { RedisBinary } from "./binaries.ts";
import { renderConfiguration } from "./configuration.ts";
import { RedisConnection } from "./connection.ts";
import type { Reply } from "./replies.ts";
import { RedisServer } from "./server.ts";

/** What a server says of itself. */
export interface SelfDescription {
  /** The Redis version whose commands it has: Valkey 8 and 9 say 7.2.4. */
  readonly redisVersion: string;
  /** Every configuration parameter with its default, as `CONFIG GET` gives it. */
  readonly defaults: ReadonlyMap<string, string>;
  /** Every command, in lower case, subcommands as `acl|list`. */
  readonly commands: ReadonlySet<string>;
  /** Categories of commands, such as `read`. */
  readonly categories: ReadonlySet<string>;
}

const START_DEADLINE_MS = 10_000;
const USER = "describe";

/** Asks a server that is started for it at `address:port`, without data, and ended. */
export async function describeServer(
  binary: RedisBinary,
  supervisor: Supervisor,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<SelfDescription> {
  const directory = await mkdtemp(join(tmpdir(), "redis-description-"));
  const password = randomBytes(24).toString("hex");
  const connection = new RedisConnection({ address, port, user: USER, password });
  try {
    await giveToServerUser(directory);
    const configurationFile = join(directory, "redis.conf");
    const directives = renderConfiguration([
      ["bind", address],
      ["port", String(port)],
      ["save", ""],
      ["user", "default", "off"],
      ["user", USER, "on", `>${password}`, "+@all"],
    ]);
    await writeDurably(configurationFile, directives);
    const spec = { name: `elasticache/${binary.product}`, binary, directory, configurationFile };
    const server = await RedisServer.start({ ...spec, logFile: join(directory, "log") }, supervisor);
    const ended = new AbortController();
    void server.exited.then(() => ended.abort(new EmulatorError("RedisFailed", `${binary.file} does not run.`)));
    try {
      await until(() => connection.command(["PING"]), {
        what: `${binary.file} to answer at ${address}:${port}`,
        deadlineMs: START_DEADLINE_MS,
        intervalMs: 5,
        signal: ended.signal,
      });
      const information = String(await connection.command(["INFO", "server"]));
      const settings = (await connection.command(["CONFIG", "GET", "*"])) as string[];
      const redisVersion = /^redis_version:(\S+)/m.exec(information)?.[1] ?? binary.version;
      const commands = new Set(namesOf((await connection.command(["COMMAND"])) as Reply[]));
      const categories = new Set((await connection.command(["ACL", "CAT"])) as string[]);
      return { redisVersion, defaults: pairs(settings), commands, categories };
    } finally {
      connection.close();
      await server.fence();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Servers since 7.0 tell the subcommands of a command as its tenth part. */
const SUBCOMMANDS_AT = 9;

function namesOf(commands: readonly Reply[]): string[] {
  return commands.flatMap((command) => {
    const parts = command as Reply[];
    return [String(parts[0]).toLowerCase(), ...namesOf((parts[SUBCOMMANDS_AT] ?? []) as Reply[])];
  });
}

function pairs(flat: readonly string[]): Map<string, string> {
  return new Map(flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ""] as const] : [])));
}
