import { defaultUserRules } from "./access-list.ts";
import type { CacheNode } from "./cache-node.ts";
import type { ServersContext } from "./servers-context.ts";

/**
 * Has every running server take over what is wanted now: parameters and tokens at once, the rest at its next start.
 * The names of parameters that only a restart brings into effect.
 */
export async function reconfigure(context: ServersContext): Promise<string[]> {
  const pending = new Set<string>();
  for (const node of context.nodes) {
    await context.configure(node);
    if (!node.isRunning()) continue;
    await node.command(["ACL", "SETUSER", "default", ...defaultUserRules(context.wanted.authentication)]);
    for (const name of await applySettings(node, context.wanted.settings)) pending.add(name);
  }
  return [...pending].sort();
}

async function applySettings(node: CacheNode, settings: Readonly<Record<string, string>>): Promise<string[]> {
  const refused: string[] = [];
  for (const [name, value] of Object.entries(settings)) {
    const [, current] = (await node.command(["CONFIG", "GET", name])) as string[];
    if (current === value) continue;
    try {
      await node.command(["CONFIG", "SET", name, value]);
    } catch {
      refused.push(name);
    }
  }
  return refused;
}
