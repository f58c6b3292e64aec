/** A figure that somebody else published about AWS itself. */
export interface Reference {
  readonly disruption: string;
  readonly figure: string;
  readonly source: string;
  readonly url: string;
}

const USER_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide";

/** Shown beside the run's figures for orientation; none of them was measured by this harness. */
export const REFERENCES: readonly Reference[] = [
  {
    disruption: "Failover of a Multi-AZ DB instance",
    figure: "typically 60–120 s",
    source: "Amazon RDS User Guide, Failing over a Multi-AZ DB instance",
    url: `${USER_GUIDE}/Concepts.MultiAZ.Failover.html`,
  },
  {
    disruption: "Failover of a Multi-AZ DB cluster",
    figure: "typically under 35 s",
    source: "Amazon RDS User Guide, Failing over a Multi-AZ DB cluster",
    url: `${USER_GUIDE}/multi-az-db-clusters-concepts-failover.html`,
  },
  {
    disruption: "Failover of a Multi-AZ DB instance, as clients saw it",
    figure: "engine back in ~28 s, users down 90 s because of pools and DNS; ~12 s after tuning",
    source: "72technologies.com, How we cut our RDS failover time",
    url: "https://www.72technologies.com/blog/rds-multi-az-failover-time-reduction",
  },
  {
    disruption: "Loss of primary and standby (point-in-time restore)",
    figure: "transaction logs are uploaded every 5 minutes",
    source: "Amazon RDS User Guide, Restoring a DB instance to a specified time",
    url: `${USER_GUIDE}/USER_PIT.html`,
  },
  {
    disruption: "Restore of a snapshot of a db.t4g.small",
    figure: "7 min 34 s; point-in-time restore lagged by ~4 min",
    source: "engram-app/Engram#1575, a drill",
    url: "https://github.com/engram-app/Engram/issues/1575",
  },
];
