import type { IncomingMessage, ServerResponse } from "node:http";
import type { FakeCache } from "./fake-cache.ts";
import type { FakeDatabase } from "./fake-database.ts";
import { answerEcs } from "./fake-ecs.ts";
import { answerElastiCache, ELASTICACHE_VERSION } from "./fake-elasticache.ts";
import { MERCHANT_PASSWORD, reply } from "./fake-service.ts";
import type { FakeTasks } from "./fake-tasks.ts";

/** The few AWS operations that the harness calls, as they look on the wire, and the emulator's fault. */
export class FakeAws {
  readonly #database: FakeDatabase;
  readonly #tasks: FakeTasks;
  readonly #cache: FakeCache;
  /** Operations in the order of their calls. */
  readonly calls: string[] = [];

  constructor(database: FakeDatabase, tasks: FakeTasks, cache: FakeCache) {
    this.#database = database;
    this.#tasks = tasks;
    this.#cache = cache;
  }

  handle(request: IncomingMessage, response: ServerResponse, body: string): void {
    const target = request.headers["x-amz-target"];
    if (typeof target === "string") return this.#json(target.split(".").at(-1)!, response, JSON.parse(body));
    if (request.url?.startsWith("/_emulator/")) return this.#emulator(request, response);
    const form = new URLSearchParams(body);
    const action = form.get("Action") ?? "";
    if (form.get("Version") === ELASTICACHE_VERSION) {
      this.calls.push(action);
      response.writeHead(200, { "content-type": "text/xml" }).end(answerElastiCache(this.#cache, action));
    } else this.#query(action, response, form);
  }

  #json(operation: string, response: ServerResponse, input: unknown): void {
    this.calls.push(operation);
    const secret = { SecretString: JSON.stringify({ demoMerchantPassword: MERCHANT_PASSWORD }) };
    const answer = operation === "GetSecretValue" ? secret : answerEcs(this.#tasks, operation, input);
    reply(response, answer ? 200 : 501, answer ?? { __type: "NotImplemented" });
  }

  #emulator(request: IncomingMessage, response: ServerResponse): void {
    if (request.url === "/_emulator/health") return reply(response, 200, { status: "UP" });
    this.calls.push(`${request.method} ${request.url}`);
    if (request.url?.includes("/elasticache/")) {
      this.#cache.failOver();
      return reply(response, 200, {});
    }
    if (request.url?.endsWith("/lose-storage")) {
      this.#database.lose();
      return reply(response, 200, {});
    }
    const isOn = request.method === "POST";
    if (request.url?.endsWith("/archive-off")) this.#database.unsafe.archiveOff = isOn;
    else if (request.url?.endsWith("/restore-ignores-time")) this.#database.unsafe.restoreIgnoresTime = isOn;
    else this.#database.asynchronous = isOn;
    reply(response, 200, {});
  }

  #query(action: string, response: ServerResponse, form: URLSearchParams): void {
    this.calls.push(action);
    if (action === "DescribeTargetHealth") return this.#targetHealth(response);
    if (action === "RebootDBInstance") this.#database.forceFailover();
    if (action === "CreateDBSnapshot") this.#database.snapshot(form.get("DBSnapshotIdentifier") ?? "");
    const snapshots = "<DBSnapshots><DBSnapshot><Status>available</Status></DBSnapshot></DBSnapshots>";
    const answers: Readonly<Record<string, string>> = {
      RebootDBInstance: this.#instance(),
      DescribeEvents: this.#events(),
      DescribeDBSnapshots: snapshots,
      DescribeDBInstances: `<DBInstances>${this.#instance()}</DBInstances>`,
    };
    const shown = answers[action] ?? "";
    response.writeHead(200, { "content-type": "text/xml" });
    response.end(
      `<${action}Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><${action}Result>${shown}</${action}Result>` +
        `<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
    );
  }

  #targetHealth(response: ServerResponse): void {
    const members = this.#tasks.all
      .filter(({ target }) => target !== null)
      .map(
        ({ address, target }) =>
          `<member><Target><Id>${address}</Id></Target><TargetHealth><State>${target}</State></TargetHealth></member>`,
      );
    response.writeHead(200, { "content-type": "text/xml" });
    response.end(
      `<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">` +
        `<DescribeTargetHealthResult><TargetHealthDescriptions>${members.join("")}</TargetHealthDescriptions>` +
        `</DescribeTargetHealthResult></DescribeTargetHealthResponse>`,
    );
  }

  #instance(): string {
    const { status, zone, secondaryZone, resourceId, latestRestorableTime } = this.#database;
    const secondary =
      secondaryZone === null ? "" : `<SecondaryAvailabilityZone>${secondaryZone}</SecondaryAvailabilityZone>`;
    return (
      `<DBInstance><DBInstanceIdentifier>payment-system-test-db</DBInstanceIdentifier><Engine>postgres</Engine>` +
      `<EngineVersion>17.10</EngineVersion><DBInstanceClass>db.t4g.medium</DBInstanceClass><MultiAZ>true</MultiAZ>` +
      `<DbiResourceId>${resourceId}</DbiResourceId>` +
      `<LatestRestorableTime>${latestRestorableTime.toISOString()}</LatestRestorableTime>` +
      `<DBInstanceStatus>${status}</DBInstanceStatus><AvailabilityZone>${zone}</AvailabilityZone>${secondary}</DBInstance>`
    );
  }

  #events(): string {
    const events = this.#database.events.map(({ date, message, categories }) => {
      const names = categories.map((name) => `<EventCategory>${name}</EventCategory>`).join("");
      return `<Event><Message>${message}</Message><Date>${date.toISOString()}</Date><EventCategories>${names}</EventCategories></Event>`;
    });
    return `<Events>${events.join("")}</Events>`;
  }
}
