import type { Names } from "@payment-system/stack/names";

/** A part of the system that has an image of its own and runs as a service. */
export interface Part {
  readonly name: "backend" | "frontend";
  /** In the clone: has a Dockerfile and a `build.mjs`, which writes what the image holds. */
  readonly directory: string;
  readonly repository: string;
  /** Key of the output with the repository's URL. */
  readonly repositoryUrlOutput: string;
  readonly service: string;
  readonly logGroup: string;
  /** Secrets that its tasks read when they start. */
  readonly secretIds: readonly string[];
}

export function partsOf(names: Names): readonly Part[] {
  return [
    {
      name: "backend",
      directory: "service",
      repository: names.backendRepository,
      repositoryUrlOutput: "backend_ecr_repository_url",
      service: names.backendService,
      logGroup: names.backendLogGroup,
      secretIds: [names.databasePasswordSecret, names.jwtSecret, names.redisAuthTokenSecret],
    },
    {
      name: "frontend",
      directory: "frontend",
      repository: names.frontendRepository,
      repositoryUrlOutput: "frontend_ecr_repository_url",
      service: names.frontendService,
      logGroup: names.frontendLogGroup,
      secretIds: [],
    },
  ];
}
