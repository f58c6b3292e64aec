import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ECSClient } from "@aws-sdk/client-ecs";
import { Addresses } from "../../../endpoints/addresses.ts";
import type { Instance } from "../../../instance/instance.ts";
import type { Log } from "../../../log.ts";
import { Supervisor } from "../../../runtimes/process/supervisor.ts";
import { Store } from "../../../store/store.ts";
import { testInstance } from "../../../testing/test-instance.ts";
import { createEcs, type EcsDependencies, type EcsService } from "../ecs.ts";
import type { TargetGroups } from "../backend/target-groups.ts";
import type { SecretStore } from "../backend/secret-store.ts";
import { TestImages } from "./test-images.ts";
import { TestTargetGroups } from "./test-target-groups.ts";

/** An ECS of its own behind a real HTTP endpoint, with images on disk and an HTTP-checking target group. */
export class TestEcs implements AsyncDisposable {
  readonly instance: Instance;
  readonly images: TestImages;
  readonly targetGroups = new TestTargetGroups();
  readonly secrets: Record<string, string> = {};
  /** Lines by `<group> <stream>`. */
  readonly logLines = new Map<string, string[]>();
  readonly emulatorLog: string[] = [];
  readonly client: ECSClient;
  readonly #cleanup: () => Promise<void>;
  #otherTargetGroups: TargetGroups | undefined;
  #service!: EcsService;
  #store!: Store;
  #supervisor!: Supervisor;

  private constructor(instance: Instance, cleanup: () => Promise<void>) {
    this.instance = instance;
    this.images = new TestImages(instance.directories.images);
    this.#cleanup = cleanup;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    this.client = new ECSClient({ endpoint: instance.endpointUrl, region: instance.region, credentials });
  }

  /** With a target group of the test's own unless others are given. */
  static async start(targetGroups?: TargetGroups): Promise<TestEcs> {
    const base = await testInstance();
    const server = createServer((request, response) => void ecs.#answer(request, response));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const instance = { ...base, gatewayPort: port, endpointUrl: `http://127.0.0.1:${port}` };
    const ecs: TestEcs = new TestEcs(instance, async () => {
      server.closeAllConnections();
      server.close();
      await base[Symbol.asyncDispose]();
    });
    ecs.#otherTargetGroups = targetGroups;
    await ecs.boot();
    return ecs;
  }

  get service(): EcsService {
    return this.#service;
  }

  /** What the emulator does at its start. */
  async boot(): Promise<void> {
    const { root, state } = this.instance.directories;
    writeFileSync(join(root, "ca.pem"), "", { mode: 0o600 });
    this.#store = new Store(join(state, "state.sqlite"));
    ({ supervisor: this.#supervisor } = await Supervisor.start(root, []));
    this.#service = createEcs(this.#dependencies());
    await this.#service.start();
  }

  /** What a SIGKILL of the emulator and its next start do: the state of this moment, and no process of before. */
  async crashAndBoot(): Promise<void> {
    const file = join(this.instance.directories.state, "state.sqlite");
    const snapshot = join(this.instance.directories.state, "snapshot.sqlite");
    const database = new DatabaseSync(file);
    database.prepare("vacuum into ?").run(snapshot);
    database.close();
    await this.#end();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
    renameSync(snapshot, file);
    await this.boot();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
    this.client.destroy();
    await this.#cleanup();
  }

  async #end(): Promise<void> {
    await this.#service.stop();
    await this.#supervisor.stop();
    this.#store.close();
  }

  #dependencies(): EcsDependencies {
    const log: Log = (level, message, details) =>
      void this.emulatorLog.push(`${level} ${message} ${JSON.stringify(details)}`);
    const secret = (name: string): ReturnType<SecretStore["parameter"]> =>
      Promise.resolve(
        this.secrets[name] === undefined
          ? { refused: "ResourceNotFoundException: Secrets Manager can't find the specified secret." }
          : { value: this.secrets[name] },
      );
    return {
      instance: this.instance,
      store: this.#store,
      addresses: new Addresses(this.instance, this.#store),
      supervisor: this.#supervisor,
      images: this.images,
      targetGroups: this.#otherTargetGroups ?? this.targetGroups,
      caCertificateFile: join(this.instance.directories.root, "ca.pem"),
      log,
      secrets: { secret: ({ secretArn }) => secret(secretArn), parameter: secret },
      logSink: {
        open: async ({ group, stream }) => {
          const lines: string[] = [];
          this.logLines.set(`${group} ${stream}`, lines);
          return { write: (line) => void lines.push(line) };
        },
        flush: async () => {},
      },
      schedulerSettings: {
        restartThrottle: { firstDelayMs: 50, delayMsMax: 1_000, healthyMsMin: 10_000 },
        steadyAfterMs: 300,
      },
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.instance.endpointUrl);
    if (url.pathname.startsWith("/_emulator/")) return this.#control(url, request, response);
    const { status, headers, body } = await this.#service.endpoint.handle({
      headers: request.headers,
      query: url.searchParams,
      body: await buffer(request),
      context: { requestId: "test", region: this.instance.region, accountId: this.instance.accountId },
    });
    response.writeHead(status, headers).end(body);
  }

  async #control(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pathname = url.pathname.slice("/_emulator".length);
    for (const route of this.#service.controlRoutes) {
      const match = route.pattern.exec({ pathname });
      if (!match) continue;
      const reply = (body: unknown, status = 200): void => void response.writeHead(status).end(JSON.stringify(body));
      const params = match.pathname.groups;
      return route.handle({ request, response, params, json: () => Promise.resolve({}), reply });
    }
    response.writeHead(404).end();
  }
}
