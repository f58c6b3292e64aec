import { join } from "node:path";
import { Addresses } from "../../../endpoints/addresses.ts";
import { Store } from "../../../store/store.ts";
import { testInstance } from "../../../testing/test-instance.ts";
import { until } from "../../../wait/until.ts";
import type { ProxyAttributes, ProxyConfig, TargetConfig, TargetGroupConfig } from "../backend/proxy-config.ts";
import { Proxy } from "../backend/worker/proxy.ts";
import type { TargetHealthState } from "../state/target-health.ts";
import { BackendServer, type Serve } from "./backend-server.ts";

const PORT = 9080;
const ATTRIBUTES: ProxyAttributes = {
  idleTimeoutMs: 60_000,
  clientKeepAliveMs: 3_600_000,
  dropInvalidHeaderFields: false,
  preserveHostHeader: false,
  forwardedFor: "append",
  forwardedForClientPort: false,
};
const TARGET_GROUP: Omit<TargetGroupConfig, "targets"> = {
  arn: "group",
  protocol: "HTTP",
  algorithm: "round_robin",
  healthCheck: {
    protocol: "HTTP",
    port: "traffic-port",
    path: "/health",
    intervalMs: 50,
    timeoutMs: 1_000,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    httpCodes: "200-299",
  },
};

export interface ProxyFixture extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly url: (path: string) => string;
  /** A target on an address of its own, by name. */
  readonly target: (name: string, draining?: boolean) => TargetConfig;
  /** Starts the server of that target. */
  readonly backend: (name: string, serve: Serve) => Promise<BackendServer>;
  /** Proxies every request to `targets`, which are checked every 50 ms unless changed. */
  readonly apply: (targets: readonly TargetConfig[], changes?: Changes) => Promise<void>;
  /** Everything that was found about a target, oldest first. */
  readonly health: (name: string) => readonly TargetHealthState[];
  readonly untilState: (name: string, state: string) => Promise<unknown>;
}

export interface Changes {
  readonly attributes?: Partial<ProxyAttributes>;
  readonly healthCheck?: Partial<TargetGroupConfig["healthCheck"]>;
  readonly algorithm?: TargetGroupConfig["algorithm"];
}

/** A load balancer's data plane in this thread, with one listener and one target group. */
export async function proxyFixture(): Promise<ProxyFixture> {
  const instance = await testInstance();
  const store = new Store(join(instance.directories.state, "control-plane.sqlite"));
  const addresses = new Addresses(instance, store);
  const reported = new Map<string, TargetHealthState[]>();
  const proxy = new Proxy((message) => {
    if (message.kind !== "health") return;
    reported.set(message.target, [...(reported.get(message.target) ?? []), message.health]);
  });
  const address = addresses.reserve("proxy");
  const health = (name: string): readonly TargetHealthState[] => reported.get(`${addresses.reserve(name)}:8080`) ?? [];
  return {
    address,
    port: PORT,
    health,
    url: (path) => `http://${address}:${PORT}${path}`,
    target: (name, draining = false) => ({ id: addresses.reserve(name), port: 8080, draining }),
    backend: (name, serve) => BackendServer.start(addresses.reserve(name), serve),
    apply: async (targets, changes = {}) => {
      await proxy.apply(configOf(address, targets, changes));
    },
    untilState: (name, state) =>
      until(() => health(name).at(-1)?.state === state, { what: `${name} to be ${state}`, deadlineMs: 10_000 }),
    [Symbol.asyncDispose]: async () => {
      await proxy.stop(0);
      store.close();
      await instance[Symbol.asyncDispose]();
    },
  };
}

function configOf(address: string, targets: readonly TargetConfig[], changes: Changes): ProxyConfig {
  const { algorithm = TARGET_GROUP.algorithm } = changes;
  const healthCheck = { ...TARGET_GROUP.healthCheck, ...changes.healthCheck };
  const action = { type: "forward", targetGroups: [{ arn: TARGET_GROUP.arn, weight: 1 }] } as const;
  return {
    address,
    attributes: { ...ATTRIBUTES, ...changes.attributes },
    listeners: [{ arn: "listener", port: PORT, boundPort: PORT, rules: [{ conditions: [], action }] }],
    targetGroups: [{ ...TARGET_GROUP, algorithm, healthCheck, targets }],
  };
}
