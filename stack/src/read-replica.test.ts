import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterAll, expect, test } from "vitest";
import { environments } from "./environments.ts";
import { FEATURE_FLAGS } from "./feature-flags.ts";
import { stacksOf } from "./stacks-of.ts";
import { ENVIRONMENT_NAMES, synthesized } from "./testing/synthesized.ts";

const withReplica = {
  ...environments.staging,
  database: { ...environments.staging.database, readReplicas: 1 as const },
};

const directory = mkdtempSync(join(tmpdir(), "stack-test-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const newApp = (): App => new App({ context: FEATURE_FLAGS, outdir: mkdtempSync(join(directory, "app-")) });

test("an environment that asks for a read replica has one in the database's subnets, and the backend knows where", () => {
  const { platform, application } = stacksOf(newApp(), withReplica);
  const template = Template.fromStack(platform);
  const [database] = Object.entries(template.findResources("AWS::RDS::DBInstance")).filter(([, { Properties }]) =>
    (Properties as { DBInstanceIdentifier: string }).DBInstanceIdentifier.endsWith("-db"),
  );
  template.hasResource("AWS::RDS::DBInstance", {
    Properties: {
      DBInstanceIdentifier: "payment-system-staging-db-replica",
      DBSubnetGroupName: (database?.[1] as { Properties: { DBSubnetGroupName: object } }).Properties.DBSubnetGroupName,
      PubliclyAccessible: false,
    },
    DeletionPolicy: "Delete",
  });
  const replica = JSON.stringify(template.findResources("AWS::RDS::DBInstance"));
  expect(replica).toContain(`"SourceDBInstanceIdentifier":{"Fn::Join":["",["arn:"`);
  expect(Object.keys(template.findOutputs("DbReaderEndpoint"))).toHaveLength(1);
  expect(JSON.stringify(Template.fromStack(application).toJSON())).toContain('"Name":"DB_READER_HOST"');
});

test("a read replica breaks no rule of AwsSolutions but those acknowledged with a reason", () => {
  const app = newApp();
  stacksOf(app, withReplica);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

test.each(ENVIRONMENT_NAMES)("%s asks for none", (env) => {
  const { platform, app } = synthesized(env);
  platform.resourceCountIs("AWS::RDS::DBInstance", 1);
  expect(JSON.stringify(app.toJSON())).not.toContain("DB_READER_HOST");
});
