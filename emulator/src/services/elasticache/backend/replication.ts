/** A server's side of replication, as it tells it itself. */
export interface Replication {
  readonly role: "primary" | "replica";
  /** Address of the primary that a replica follows. */
  readonly primaryAddress: string | undefined;
  /** A replica has all data and receives changes. */
  readonly isLinkUp: boolean;
  /** A replica receives its first copy of the data. */
  readonly isSyncing: boolean;
  /** Bytes of the replication stream that it has. */
  readonly offset: number;
  /** Bytes that each replica has acknowledged to have, by its address. */
  readonly acknowledged: ReadonlyMap<string, number>;
}

/** Parses the answer of `INFO replication`. */
export function parseReplication(information: string): Replication {
  const fields = new Map(
    information.split("\r\n").flatMap((line): [string, string][] => {
      const colon = line.indexOf(":");
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
    }),
  );
  const isReplica = fields.get("role") === "slave";
  return {
    role: isReplica ? "replica" : "primary",
    primaryAddress: fields.get("master_host"),
    isLinkUp: fields.get("master_link_status") === "up",
    isSyncing: fields.get("master_sync_in_progress") === "1",
    offset: Number(fields.get(isReplica ? "slave_repl_offset" : "master_repl_offset") ?? 0),
    acknowledged: new Map([...fields].flatMap(([name, value]) => acknowledgement(name, value))),
  };
}

/** A line such as `slave0:ip=127.64.1.2,port=6379,state=online,offset=14,lag=0`. */
function acknowledgement(name: string, value: string): [string, number][] {
  const match = /^slave\d+$/.test(name) ? /^ip=([^,]+),.*\bstate=online,offset=(\d+)/.exec(value) : null;
  return match ? [[match[1]!, Number(match[2])]] : [];
}
