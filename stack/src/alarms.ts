import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { Environment } from "./environments.ts";
import { namesOf } from "./names.ts";

/** As the service names it in its log's embedded metrics (service/src/jobs/backlog-job.ts). */
const NAMESPACE = "PaymentSystem";
const PERIOD = Duration.minutes(1);
const PERIODS = 5;

/** What an operator has to look at in the night: docs/runbooks/unsettled-payments.md. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { name }: Environment) {
    super(scope, id);
    const metric = new cloudwatch.Metric({
      namespace: NAMESPACE,
      metricName: "UnsettledOperations",
      dimensionsMap: { environment: name },
      // Every task counts over all of them.
      statistic: cloudwatch.Stats.MAXIMUM,
      period: PERIOD,
    });
    new cloudwatch.Alarm(this, "UnsettledOperations", {
      alarmName: namesOf(name).unsettledOperationsAlarm,
      alarmDescription:
        "For minutes the payment provider has not told what became of some operations: docs/runbooks/unsettled-payments.md",
      metric,
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: PERIODS,
      // No task that counts is no reason to believe that there is nothing to count.
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
    });
  }
}
