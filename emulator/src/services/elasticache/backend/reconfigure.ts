import { accessList, type AccessListEntry } from "./access-list.ts";
import type { CacheNode } from "./cache-node.ts";
import type { ServersContext } from "./servers-context.ts";

/**
 * Has every running server take over what is wanted now: parameters, tokens and users at once, the rest at its next start.
 * The names of parameters that only a restart brings into effect.
 */
export async function reconfigure(context: ServersContext): Promise<string[]> {
  const pending = new Set<string>();
  for (const node of context.nodes) {
    await context.configure(node);
    if (!node.isRunning()) continue;
    await applyAccessList(node, accessList(context.wanted, node.site));
    for (const name of await applySettings(node, context.wanted.settings)) pending.add(name);
  }
  return [...pending].sort();
}

async function applyAccessList(node: CacheNode, entries: readonly AccessListEntry[]): Promise<void> {
  for (const [user, rules] of entries) await node.command(["ACL", "SETUSER", user, ...rules]);
  const present = (await node.command(["ACL", "USERS"])) as string[];
  const gone = present.filter((name) => !entries.some(([user]) => user === name));
  if (gone.length > 0) await node.command(["ACL", "DELUSER", ...gone]);
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
