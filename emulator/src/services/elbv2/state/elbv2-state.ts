import type { Collection, Store } from "../../../store/store.ts";
import { elbv2Error } from "./errors.ts";
import { targetGroupArnsOf } from "./actions.ts";
import type { ListenerRecord, LoadBalancerRecord, RuleRecord, Tags, TargetGroupRecord } from "./records.ts";

/** The control plane of Elastic Load Balancing: its saved resources and how they hang together. */
export class Elbv2State {
  readonly #store: Store;
  readonly loadBalancers: Collection<LoadBalancerRecord>;
  readonly targetGroups: Collection<TargetGroupRecord>;
  readonly listeners: Collection<ListenerRecord>;
  readonly rules: Collection<RuleRecord>;

  constructor(store: Store) {
    this.#store = store;
    this.loadBalancers = store.collection("elbv2.load-balancer");
    this.targetGroups = store.collection("elbv2.target-group");
    this.listeners = store.collection("elbv2.listener");
    this.rules = store.collection("elbv2.rule");
  }

  /** Throws `LoadBalancerNotFound`. */
  loadBalancer(arn: string | undefined): LoadBalancerRecord {
    const record = this.loadBalancers.get(arn ?? "");
    if (!record) throw elbv2Error.loadBalancerNotFound(arn ?? "");
    return record;
  }

  /** Throws `TargetGroupNotFound`. */
  targetGroup(arn: string | undefined): TargetGroupRecord {
    const record = this.targetGroups.get(arn ?? "");
    if (!record) throw elbv2Error.targetGroupNotFound();
    return record;
  }

  /** Throws `ListenerNotFound`. */
  listener(arn: string | undefined): ListenerRecord {
    const record = this.listeners.get(arn ?? "");
    if (!record) throw elbv2Error.listenerNotFound();
    return record;
  }

  /** Throws `RuleNotFound`; a default rule is no record. */
  rule(arn: string | undefined): RuleRecord {
    const record = this.rules.get(arn ?? "");
    if (!record) throw elbv2Error.ruleNotFound();
    return record;
  }

  listenersOf(loadBalancerArn: string): ListenerRecord[] {
    return this.listeners.list().filter((listener) => listener.loadBalancerArn === loadBalancerArn);
  }

  /** By priority, without the default rule. */
  rulesOf(listenerArn: string): RuleRecord[] {
    return this.rules
      .list()
      .filter((rule) => rule.listenerArn === listenerArn)
      .sort((one, other) => one.priority - other.priority);
  }

  /** The target groups that a load balancer's listeners and rules forward to. */
  targetGroupArnsOf(loadBalancerArn: string): Set<string> {
    const listeners = this.listenersOf(loadBalancerArn);
    const actions = listeners.flatMap(({ arn, defaultActions }) => [
      ...defaultActions,
      ...this.rulesOf(arn).flatMap((rule) => rule.actions),
    ]);
    return new Set(targetGroupArnsOf(actions));
  }

  /** The load balancer that forwards to a target group: at most one, as on AWS. */
  loadBalancerOf(targetGroupArn: string): LoadBalancerRecord | undefined {
    return this.loadBalancers.list().find(({ arn }) => this.targetGroupArnsOf(arn).has(targetGroupArn));
  }

  listenersWithCertificate(certificateArn: string): ListenerRecord[] {
    return this.listeners.list().filter((listener) => listener.certificateArn === certificateArn);
  }

  isDefaultRule(arn: string): boolean {
    return this.listeners.list().some(({ defaultRuleArn }) => defaultRuleArn === arn);
  }

  /** With its rules. */
  removeListener(arn: string): void {
    this.#store.transaction(() => this.#removeListener(arn));
  }

  /** With its listeners and their rules; target groups stay. */
  removeLoadBalancer(arn: string): void {
    this.#store.transaction(() => {
      for (const listener of this.listenersOf(arn)) this.#removeListener(listener.arn);
      this.loadBalancers.delete(arn);
    });
  }

  /** The tags of any resource. Throws the not-found error of its kind. */
  tagsOf(arn: string): Tags {
    return this.#tagged(arn).record.tags;
  }

  putTags(arn: string, tags: Tags): void {
    this.#tagged(arn).put(tags);
  }

  #removeListener(arn: string): void {
    for (const rule of this.rulesOf(arn)) this.rules.delete(rule.arn);
    this.listeners.delete(arn);
  }

  #tagged(arn: string): { record: { tags: Tags }; put: (tags: Tags) => void } {
    const kind = arn.split(":")[5]?.split("/")[0];
    if (kind === "targetgroup") return taggable(this.targetGroups, this.targetGroup(arn));
    if (kind === "listener") return taggable(this.listeners, this.listener(arn));
    if (kind === "listener-rule") return taggable(this.rules, this.rule(arn));
    return taggable(this.loadBalancers, this.loadBalancer(arn));
  }
}

function taggable<T extends { readonly arn: string; readonly tags: Tags }>(
  collection: Collection<T>,
  record: T,
): { record: T; put: (tags: Tags) => void } {
  return { record, put: (tags) => collection.put(record.arn, { ...record, tags }) };
}
