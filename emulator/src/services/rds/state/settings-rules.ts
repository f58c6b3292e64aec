import { CERTIFICATE_AUTHORITIES } from "./certificates.ts";
import type { DbInstanceSettings } from "./db-instance.ts";
import { checkedInstanceClass } from "./instance-classes.ts";
import { rdsErrors } from "./rds-errors.ts";
import { checkPerformance } from "./storage-performance.ts";
import { checkWindows } from "./windows.ts";

/** Allocated storage in GiB by storage type (RDS API reference, CreateDBInstance). */
export const STORAGE_GIB: Readonly<Record<string, readonly [min: number, max: number]>> = {
  gp2: [20, 65_536],
  gp3: [20, 65_536],
  io1: [100, 65_536],
  io2: [100, 65_536],
  standard: [5, 3_072],
};
export const LOG_TYPES = ["postgresql", "upgrade", "iam-db-auth-error"];
const MONITORING_INTERVALS = [0, 1, 5, 10, 15, 30, 60];

/** Throws AWS's error for the first setting that RDS for PostgreSQL would refuse; after defaults and changes are in. */
export function checkSettings(settings: DbInstanceSettings): void {
  checkedInstanceClass(settings.DBInstanceClass);
  checkStorage(settings);
  checkWindows(settings.PreferredBackupWindow, settings.PreferredMaintenanceWindow);
  within("backup retention period", settings.BackupRetentionPeriod ?? 0, 0, 35);
  within("promotion tier", settings.PromotionTier ?? 1, 0, 15);
  checkMonitoring(settings);
  for (const type of settings.EnabledCloudwatchLogsExports) oneOf("log type", type, LOG_TYPES);
  oneOf("CA certificate identifier", settings.CACertificateIdentifier ?? "", CERTIFICATE_AUTHORITIES);
  oneOf("network type", settings.NetworkType ?? "IPV4", ["IPV4"]);
  oneOf("license model", settings.LicenseModel ?? "", ["postgresql-license"]);
  if (settings.KmsKeyId && !settings.StorageEncrypted) {
    throw rdsErrors.invalidCombination("KmsKeyId cannot be specified if StorageEncrypted is not true.");
  }
}

export function checkPort(port: number): void {
  within("database port", port, 1_150, 65_535);
}

function checkStorage(settings: DbInstanceSettings): void {
  const { StorageType: type, AllocatedStorage: size } = settings;
  const range = STORAGE_GIB[type];
  if (!range) throw rdsErrors.invalidValue(`Invalid storage type: ${type}`);
  if (!(size >= range[0] && size <= range[1])) {
    throw rdsErrors.invalidValue(`Invalid storage size for engine name postgres and storage type ${type}: ${size}`);
  }
  checkPerformance(settings);
  if (settings.MaxAllocatedStorage !== undefined && settings.MaxAllocatedStorage < size) {
    throw rdsErrors.invalidCombination("Max storage size must be greater than storage size");
  }
}

function checkMonitoring({ MonitoringInterval: interval = 0, MonitoringRoleArn: role }: DbInstanceSettings): void {
  if (!MONITORING_INTERVALS.includes(interval)) {
    throw rdsErrors.invalidValue(
      `Invalid monitoring interval: ${interval}. Must be one of ${MONITORING_INTERVALS.join(", ")}`,
    );
  }
  if (interval > 0 && !role) {
    throw rdsErrors.invalidCombination(
      "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
    );
  }
  if (interval === 0 && role) {
    throw rdsErrors.invalidCombination(
      "You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value.",
    );
  }
}

function within(what: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw rdsErrors.invalidValue(`Invalid ${what}: ${value}. Must be between ${min} and ${max}`);
}

function oneOf(what: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw rdsErrors.invalidValue(`Invalid ${what}: ${value}. Must be one of ${allowed.join(", ")}`);
}
