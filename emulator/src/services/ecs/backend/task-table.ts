import type { Collection } from "../../../store/store.ts";
import type { ContainerRecord, TaskRecord } from "../state/task-record.ts";

/** How long AWS keeps a stopped task describable. */
const STOPPED_KEPT_MS = 60 * 60 * 1_000;
const STOPPED_KEPT_MAX = 500;

/** All tasks, saved with every change; listeners hear of it afterwards. */
export class TaskTable {
  readonly #collection: Collection<TaskRecord>;
  readonly #tasks: Map<string, TaskRecord>;
  readonly #listeners: ((task: TaskRecord) => void)[] = [];

  constructor(collection: Collection<TaskRecord>) {
    this.#collection = collection;
    this.#tasks = new Map(collection.list().map((task) => [task.id, task]));
  }

  get(id: string): TaskRecord | undefined {
    return this.#tasks.get(id);
  }

  list(filter: (task: TaskRecord) => boolean = () => true): TaskRecord[] {
    return [...this.#tasks.values()].filter(filter);
  }

  add(task: TaskRecord): void {
    this.#save(task);
    this.#prune();
  }

  /** Every change counts up `version`, as AWS's does. */
  update(id: string, change: Partial<TaskRecord>): TaskRecord {
    const task = this.#tasks.get(id)!;
    const changed = { ...task, ...change, version: task.version + 1 };
    this.#save(changed);
    return changed;
  }

  updateContainer(id: string, name: string, change: Partial<ContainerRecord>): TaskRecord {
    const containers = this.#tasks
      .get(id)!
      .containers.map((container) => (container.name === name ? { ...container, ...change } : container));
    return this.update(id, { containers });
  }

  onChange(listener: (task: TaskRecord) => void): void {
    this.#listeners.push(listener);
  }

  #save(task: TaskRecord): void {
    this.#collection.put(task.id, task);
    this.#tasks.set(task.id, task);
    for (const listener of this.#listeners) listener(task);
  }

  #prune(): void {
    const stopped = this.list((task) => task.stoppedAt !== undefined).sort((a, b) =>
      b.stoppedAt!.localeCompare(a.stoppedAt!),
    );
    const oldest = new Date(Date.now() - STOPPED_KEPT_MS).toISOString();
    stopped.forEach((task, index) => {
      if (index < STOPPED_KEPT_MAX && task.stoppedAt! >= oldest) return;
      this.#collection.delete(task.id);
      this.#tasks.delete(task.id);
    });
  }
}
