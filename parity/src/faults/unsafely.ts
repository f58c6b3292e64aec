import type { Switch } from "../targets/unsafe-backups.ts";
import type { Fault } from "./fault.ts";

/** A negative control: the same fault while something that the system relies on is switched off. */
export function unsafely(condition: Switch, fault: Fault): Fault {
  const name = `${condition.name}, then ${fault.name}`;
  return {
    name,
    steadyState: fault.steadyState,
    isSteady: () => fault.isSteady(),
    inject: async (context, round) => {
      await condition.on();
      const fromUs = context.clock.nowUs();
      const record = await fault.inject(context, round);
      return { ...record, name, condition: { name: condition.name, fromUs } };
    },
    heal: async () => {
      await condition.off();
      await fault.heal();
    },
  };
}
