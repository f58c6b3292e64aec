import { EmulatorError } from "../../../errors.ts";
import type { Instance } from "../../../instance/instance.ts";
import type { Log } from "../../../log.ts";
import type { Collection, Store } from "../../../store/store.ts";
import { queryApi, type QueryApi } from "../../query-api.ts";
import { isSubscribed, type EventSubscriptionRecord } from "../state/event-subscription.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import type { EventRecord } from "./event-log.ts";

const SUBJECT = "RDS Notification Message";
const GUIDE = "http://docs.amazonwebservices.com/AmazonRDS/latest/UserGuide/USER_Events.html";

/** Pages of the RDS console by source type. */
const CONSOLE_PAGES: Readonly<Record<string, string>> = { "db-instance": "dbinstance", "db-snapshot": "snapshot" };

/** Event subscriptions, and what they send: each event to the SNS topics of those that want it, in order. */
export class EventSubscriptions {
  readonly records: Collection<EventSubscriptionRecord>;
  readonly #sns: QueryApi;
  readonly #region: string;
  readonly #log: Log;
  #last: Promise<void> = Promise.resolve();

  constructor(store: Store, instance: Pick<Instance, "endpointUrl" | "region">, log: Log) {
    this.records = store.collection("rds.event-subscription");
    this.#sns = queryApi(instance, "sns", "2010-03-31");
    this.#region = instance.region;
    this.#log = log;
  }

  /** Throws `SubscriptionNotFound`. */
  get(name: string): EventSubscriptionRecord {
    const found = this.records.get(name.toLowerCase());
    if (!found) throw rdsErrors.subscriptionNotFound(name);
    return found;
  }

  put(record: EventSubscriptionRecord): void {
    this.records.put(record.name.toLowerCase(), record);
  }

  /** Throws `SNSInvalidTopic` or `SNSTopicArnNotFound` unless SNS has the topic. */
  async checkTopic(arn: string): Promise<void> {
    if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/.test(arn)) throw rdsErrors.snsInvalidTopic(arn);
    const { status } = await this.#sns("GetTopicAttributes", { TopicArn: arn });
    if (status >= 400 && status < 500) throw rdsErrors.snsTopicNotFound();
  }

  /** Sends in the background; what SNS does not take is logged, as an event is only a notice. */
  publish(event: EventRecord): void {
    const wanting = this.records.list().filter((subscription) => isSubscribed(subscription, event));
    for (const { snsTopicArn } of wanting) this.#last = this.#last.then(() => this.#send(snsTopicArn, event));
  }

  /** Resolves when everything that was published so far was sent or given up. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #send(topic: string, event: EventRecord): Promise<void> {
    try {
      const answer = await this.#sns("Publish", {
        TopicArn: topic,
        Subject: SUBJECT,
        Message: JSON.stringify(notification(event, this.#region)),
        ...attribute(1, "Resource", event.sourceArn),
        ...attribute(2, "EventID", event.id),
      });
      if (answer.status !== 200) throw new EmulatorError("LocalStackUnavailable", answer.body.slice(0, 200));
    } catch (error) {
      this.#log("error", "an event could not be published", { topic, event: event.message, error: String(error) });
    }
  }
}

function attribute(index: number, name: string, value: string): Record<string, string> {
  const prefix = `MessageAttributes.entry.${index}`;
  return { [`${prefix}.Name`]: name, [`${prefix}.Value.DataType`]: "String", [`${prefix}.Value.StringValue`]: value };
}

/** The message as RDS sends it (RDS User Guide, "Amazon RDS event notification format"). */
function notification(event: EventRecord, region: string): Record<string, string> {
  return {
    "Event Source": event.sourceType,
    "Event Time": event.at.replace("T", " ").replace("Z", ""),
    "Identifier Link": `https://console.aws.amazon.com/rds/home?region=${region}#${CONSOLE_PAGES[event.sourceType] ?? "dbinstance"}:id=${event.sourceIdentifier}`,
    "Source ID": event.sourceIdentifier,
    "Source ARN": event.sourceArn,
    "Event ID": `${GUIDE}#${event.id}`,
    "Event Message": event.message,
  };
}
