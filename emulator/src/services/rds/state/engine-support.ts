import type { SupportedEngineLifecycle } from "@aws-sdk/client-rds";

interface Support {
  readonly start: string;
  readonly standardEnd: string;
  readonly extendedEnd: string;
}

/** RDS User Guide, "Release calendars for Amazon RDS for PostgreSQL". */
const SUPPORT: Readonly<Record<string, Support>> = {
  "17": { start: "2024-09-26", standardEnd: "2030-02-28", extendedEnd: "2033-02-28" },
  "18": { start: "2025-11-14", standardEnd: "2031-02-28", extendedEnd: "2034-02-28" },
};

export function supportedLifecycles(majorVersion: string): SupportedEngineLifecycle[] {
  const support = SUPPORT[majorVersion];
  if (!support) return [];
  const { start, standardEnd, extendedEnd } = support;
  return [
    lifecycle("open-source-rds-standard-support", new Date(start), new Date(standardEnd)),
    lifecycle("open-source-rds-extended-support", new Date(standardEnd), new Date(extendedEnd)),
  ];
}

function lifecycle(
  LifecycleSupportName: SupportedEngineLifecycle["LifecycleSupportName"],
  LifecycleSupportStartDate: Date,
  LifecycleSupportEndDate: Date,
): SupportedEngineLifecycle {
  return { LifecycleSupportName, LifecycleSupportStartDate, LifecycleSupportEndDate };
}
