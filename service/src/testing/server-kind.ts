/**
 * What the tests' PostgreSQL and Redis are: processes, or, where `SERVICE_TEST_SERVERS=containers` says so, containers
 * of the images in compose.yaml. The same tests run against both.
 */
export function serverKind(): "processes" | "containers" {
  return process.env.SERVICE_TEST_SERVERS === "containers" ? "containers" : "processes";
}
