/** A figure that somebody else published about AWS itself. */
export interface Reference {
  readonly disruption: string;
  readonly figure: string;
  readonly source: string;
  readonly url: string;
}

/** Shown beside the run's figures for orientation; none of them was measured by this harness. */
export const REFERENCES: readonly Reference[] = [
  {
    disruption: "Failover of a Multi-AZ DB instance",
    figure: "typically 60–120 s",
    source: "Amazon RDS User Guide",
    url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html",
  },
  {
    disruption: "Failover of a Multi-AZ DB cluster",
    figure: "typically under 35 s",
    source: "Amazon RDS User Guide",
    url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/multi-az-db-clusters-concepts.html",
  },
  {
    disruption: "Failover of a Multi-AZ DB instance, as clients saw it",
    figure: "engine back in ~28 s, users down 90 s because of pools and DNS; ~12 s after tuning",
    source: "72technologies.com, RDS Multi-AZ failover time",
    url: "https://72technologies.com",
  },
  {
    disruption: "Loss of primary and standby (point-in-time restore)",
    figure: "transaction logs uploaded every 5 minutes",
    source: "AWS re:Post",
    url: "https://repost.aws",
  },
  {
    disruption: "Restore of a snapshot of a db.t4g.small",
    figure: "7 min 34 s; point-in-time restore lagged by ~4 min",
    source: "engram-app/Engram#1575",
    url: "https://github.com/engram-app/Engram/issues/1575",
  },
];
