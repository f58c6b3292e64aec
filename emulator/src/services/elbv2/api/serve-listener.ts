import { boundPort } from "../backend/privileged-ports.ts";
import { elbv2Error } from "../state/errors.ts";
import type { ListenerRecord } from "../state/records.ts";
import type { Elbv2Context } from "./context.ts";

/** Saves a listener and waits until it serves. If it can't be opened, `before` is restored and the request refused. */
export async function serveListener(
  listener: ListenerRecord,
  before: ListenerRecord | undefined,
  { state, dataPlane }: Elbv2Context,
): Promise<void> {
  const { arn, loadBalancerArn, port } = listener;
  state.listeners.put(arn, listener);
  const failures = await dataPlane.sync(loadBalancerArn);
  const failure = failures.find(({ listenerArn }) => listenerArn === arn);
  if (!failure) return;
  if (before) state.listeners.put(arn, before);
  else state.listeners.delete(arn);
  await dataPlane.sync(loadBalancerArn);
  const { address, privilegedPortOffset } = state.loadBalancer(loadBalancerArn);
  const where = `${address}:${boundPort(port, privilegedPortOffset)}`;
  throw elbv2Error.invalidConfiguration(`The listener could not be opened on ${where}: ${failure.message}`);
}
