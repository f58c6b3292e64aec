import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ConnectionOptions } from "../postgres/connection-options.ts";
import { freePort } from "./postgres-server.ts";
import { until } from "./until.ts";

export interface ServiceProcessOptions {
  /** Holds `main.mjs`. */
  readonly bundle: string;
  readonly connection: ConnectionOptions;
  readonly caFile: string;
  readonly jwtSecret: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** The service as it is deployed: a process of its own, which can be killed. */
export class ServiceProcess implements AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.child = child;
  }

  static async start({
    bundle,
    connection,
    caFile,
    jwtSecret,
    variables,
  }: ServiceProcessOptions): Promise<ServiceProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, [join(bundle, "main.mjs")], {
      stdio: "ignore",
      env: {
        DB_HOST: connection.host,
        DB_PORT: String(connection.port),
        DB_NAME: connection.database,
        DB_USERNAME: connection.user,
        DB_PASSWORD: connection.password,
        NODE_EXTRA_CA_CERTS: caFile,
        JWT_SECRET: jwtSecret,
        PORT: String(port),
        ...variables,
      },
    });
    const url = `http://127.0.0.1:${port}`;
    await until("the service to answer", async () => (await fetch(`${url}/health`)).ok, 60_000);
    return new ServiceProcess(url, child);
  }

  /** SIGKILL: whatever it was doing. */
  kill(): void {
    this.child.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.kill();
    await once(this.child, "exit");
  }
}
