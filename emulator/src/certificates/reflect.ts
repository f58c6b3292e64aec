/**
 * The part of the Reflect Metadata API that `tsyringe`, a dependency of `@peculiar/x509`, demands while it is loaded.
 * Import this before `@peculiar/x509`.
 */
interface ReflectMetadata {
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  getMetadata?: (key: unknown, target: object) => unknown;
}

const metadata = new WeakMap<object, Map<unknown, unknown>>();
const reflect = Reflect as ReflectMetadata;

function getOwnMetadata(key: unknown, target: object): unknown {
  return metadata.get(target)?.get(key);
}

function getMetadata(key: unknown, target: object): unknown {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (metadata.get(at)?.has(key)) return getOwnMetadata(key, at);
  }
  return undefined;
}

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const own = metadata.get(target) ?? new Map<unknown, unknown>();
  metadata.set(target, own.set(key, value));
}

reflect.getOwnMetadata ??= getOwnMetadata;
reflect.getMetadata ??= getMetadata;
reflect.defineMetadata ??= defineMetadata;
