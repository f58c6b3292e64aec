import type { FromWorker, ListenerConfig, ListenerFailure, ProxyConfig, TargetGroupConfig } from "../proxy-config.ts";
import type { ProxyState } from "./exchange.ts";
import { ListenerServer } from "./listener-server.ts";
import { TargetGroup, type OnHealth } from "./target-group.ts";

/** A load balancer's data plane: listeners and target groups, kept in line with its configuration. */
export class Proxy {
  readonly #report: (message: FromWorker) => void;
  readonly #listeners = new Map<string, ListenerServer>();
  readonly #targetGroups = new Map<string, TargetGroup>();
  #state: ProxyState | undefined;

  constructor(report: (message: FromWorker) => void) {
    this.#report = report;
  }

  /** Gives the listeners that could not be opened. */
  async apply(config: ProxyConfig): Promise<ListenerFailure[]> {
    this.#applyTargetGroups(config);
    const boundPorts = new Map(config.listeners.map(({ port, boundPort }) => [port, boundPort]));
    this.#state = {
      attributes: config.attributes,
      targetGroups: this.#targetGroups,
      boundPort: (port) => boundPorts.get(port) ?? port,
    };
    await this.#closeListeners(config.listeners);
    const failures: ListenerFailure[] = [];
    for (const listener of config.listeners) {
      const failure = await this.#applyListener(listener, config);
      if (failure) failures.push(failure);
    }
    return failures;
  }

  async stop(graceMs: number): Promise<void> {
    await Promise.all([...this.#listeners.values()].map((listener) => listener.close(graceMs)));
    await Promise.all([...this.#targetGroups.values()].map((group) => group.destroy()));
  }

  #applyTargetGroups({ targetGroups, attributes }: ProxyConfig): void {
    const wanted = new Map(targetGroups.map((group) => [group.arn, group]));
    for (const [arn, group] of this.#targetGroups) {
      if (wanted.has(arn)) continue;
      this.#targetGroups.delete(arn);
      void group.destroy();
    }
    for (const config of wanted.values()) this.#applyTargetGroup(config, attributes.idleTimeoutMs);
  }

  #applyTargetGroup(config: TargetGroupConfig, idleTimeoutMs: number): void {
    const known = this.#targetGroups.get(config.arn);
    if (known) {
      known.update(config, idleTimeoutMs);
      return;
    }
    const report: OnHealth = (targetGroupArn, target, health) =>
      this.#report({ kind: "health", targetGroupArn, target, health });
    this.#targetGroups.set(config.arn, new TargetGroup(config, idleTimeoutMs, report));
  }

  /** Closes what is gone or needs another socket; requests in flight there are cut, as on AWS. */
  async #closeListeners(wanted: readonly ListenerConfig[]): Promise<void> {
    const byArn = new Map(wanted.map((listener) => [listener.arn, listener]));
    for (const [arn, server] of this.#listeners) {
      const next = byArn.get(arn);
      if (next && next.boundPort === server.config.boundPort && !next.tls === !server.config.tls) continue;
      this.#listeners.delete(arn);
      await server.close(0);
    }
  }

  async #applyListener(listener: ListenerConfig, config: ProxyConfig): Promise<ListenerFailure | undefined> {
    const known = this.#listeners.get(listener.arn);
    try {
      if (known) {
        known.update(listener);
        known.tune(config.attributes);
        return undefined;
      }
      const state = (): ProxyState => this.#state as ProxyState;
      this.#listeners.set(listener.arn, await ListenerServer.open(listener, config.address, config.attributes, state));
      return undefined;
    } catch (error) {
      const { code = "ERR_LISTENER", message } = error as NodeJS.ErrnoException;
      return { listenerArn: listener.arn, code, message };
    }
  }
}
