/** The part of Playwright's JSON report that counts. */
interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
  /** What kept files or the whole run from being run. */
  readonly errors: readonly unknown[];
}

/** A test that failed first is a failed one; a run that failed without a failed test, or that ran none, is a failure. */
export function playwrightCounts(json: string, exitCode: number): { passed: number; failed: number } {
  const { stats, errors } = JSON.parse(json) as PlaywrightReport;
  const failed = stats.unexpected + stats.flaky + errors.length;
  const isHollow = failed === 0 && (exitCode !== 0 || stats.expected === 0);
  return { passed: stats.expected, failed: isHollow ? 1 : failed };
}
