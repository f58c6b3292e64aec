/** Something that the service does beside answering requests, again and again until it is stopped. */
export interface Job {
  readonly name: string;
  /** Between the end of one round and the start of the next. */
  readonly intervalMs: number;
  /** One round; true if there is more to do at once. A round of many items ends early when `stopping` is aborted. */
  run(stopping?: AbortSignal): Promise<boolean | void>;
}
