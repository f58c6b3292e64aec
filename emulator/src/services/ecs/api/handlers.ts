import type * as sdk from "@aws-sdk/client-ecs";
import type { Handlers } from "../../../wire/handlers.ts";
import { listAccountSettings, putAccountSetting } from "./account-settings.ts";
import type { EcsContext } from "./context.ts";
import { createCluster } from "./create-cluster.ts";
import { createService } from "./create-service.ts";
import { deleteCluster } from "./delete-cluster.ts";
import { deleteService } from "./delete-service.ts";
import { deleteTaskDefinitions } from "./delete-task-definitions.ts";
import { deregisterTaskDefinition } from "./deregister-task-definition.ts";
import { describeClusters } from "./describe-clusters.ts";
import { describeServices } from "./describe-services.ts";
import { describeTaskDefinition } from "./describe-task-definition.ts";
import { describeTasks } from "./describe-tasks.ts";
import { listClusters } from "./list-clusters.ts";
import { listServices } from "./list-services.ts";
import { listTaskDefinitionFamilies } from "./list-task-definition-families.ts";
import { listTaskDefinitions } from "./list-task-definitions.ts";
import { listTasks } from "./list-tasks.ts";
import { putClusterCapacityProviders } from "./put-cluster-capacity-providers.ts";
import { registerTaskDefinition } from "./register-task-definition.ts";
import { runTask } from "./run-task.ts";
import { stopTask } from "./stop-task.ts";
import { listTagsForResource, tagResource, untagResource } from "./tag-resource.ts";
import { updateCluster, updateClusterSettings } from "./update-cluster.ts";
import { updateService } from "./update-service.ts";

/** Every operation of ECS that is implemented. */
export function ecsHandlers(ecs: EcsContext) {
  return {
    CreateCluster: createCluster(ecs),
    CreateService: createService(ecs),
    DeleteCluster: deleteCluster(ecs),
    DeleteService: deleteService(ecs),
    DeleteTaskDefinitions: deleteTaskDefinitions(ecs),
    DeregisterTaskDefinition: deregisterTaskDefinition(ecs),
    DescribeClusters: describeClusters(ecs),
    DescribeServices: describeServices(ecs),
    DescribeTaskDefinition: describeTaskDefinition(ecs),
    DescribeTasks: describeTasks(ecs),
    ListAccountSettings: listAccountSettings(ecs),
    ListClusters: listClusters(ecs),
    ListServices: listServices(ecs),
    ListTagsForResource: listTagsForResource(ecs),
    ListTaskDefinitionFamilies: listTaskDefinitionFamilies(ecs),
    ListTaskDefinitions: listTaskDefinitions(ecs),
    ListTasks: listTasks(ecs),
    PutAccountSetting: putAccountSetting(ecs),
    PutAccountSettingDefault: putAccountSetting(ecs),
    PutClusterCapacityProviders: putClusterCapacityProviders(ecs),
    RegisterTaskDefinition: registerTaskDefinition(ecs),
    RunTask: runTask(ecs),
    StopTask: stopTask(ecs),
    TagResource: tagResource(ecs),
    UntagResource: untagResource(ecs),
    UpdateCluster: updateCluster(ecs),
    UpdateClusterSettings: updateClusterSettings(ecs),
    UpdateService: updateService(ecs),
  } satisfies Handlers<typeof sdk>;
}
