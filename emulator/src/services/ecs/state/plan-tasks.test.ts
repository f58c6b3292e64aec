import fc from "fast-check";
import { expect, test } from "vitest";
import { planTasks, type PlanInput, type PlannedTask } from "./plan-tasks.ts";

const task = fc.record({
  isPrimary: fc.boolean(),
  condition: fc.constantFrom<PlannedTask["condition"][]>("starting", "healthy", "unhealthy"),
  createdAtMs: fc.integer({ min: 0, max: 100 }),
});
const input: fc.Arbitrary<PlanInput> = fc
  .record({
    desiredCount: fc.integer({ min: 0, max: 8 }),
    minimumHealthyPercent: fc.integer({ min: 0, max: 100 }),
    maximumPercent: fc.integer({ min: 100, max: 300 }),
    launch: fc.constantFrom<PlanInput["launch"][]>("allowed", "throttled", "blocked"),
    tasks: fc.array(task, { maxLength: 16 }),
  })
  .map((plan) => ({ ...plan, tasks: plan.tasks.map((each, index) => ({ ...each, id: String(index) })) }));

const healthy = (tasks: readonly PlannedTask[]): number => tasks.filter((each) => each.condition === "healthy").length;

test("a stop never takes the healthy tasks below the minimum, a launch never the active ones above the maximum", () => {
  fc.assert(
    fc.property(input, (plan) => {
      const { start, stop } = planTasks(plan);
      const healthyMin = Math.ceil((plan.desiredCount * plan.minimumHealthyPercent) / 100);
      const remaining = healthy(plan.tasks) - healthy(stop);
      expect(remaining).toBeGreaterThanOrEqual(Math.min(healthyMin, healthy(plan.tasks)));
      if (start > 0) {
        const activeMax = Math.floor((plan.desiredCount * plan.maximumPercent) / 100);
        expect(plan.tasks.length + start).toBeLessThanOrEqual(activeMax);
        expect(plan.launch).toBe("allowed");
      }
      expect(new Set(stop).size).toBe(stop.length);
    }),
    { numRuns: 2_000 },
  );
});

/** Carries the plan out until it asks for nothing more; what starts becomes healthy. */
function settle(plan: PlanInput): readonly PlannedTask[] {
  let tasks = plan.tasks;
  for (let round = 0; round < 200; round++) {
    const { start, stop } = planTasks({ ...plan, tasks });
    if (start === 0 && stop.length === 0 && tasks.every((each) => each.condition !== "starting")) return tasks;
    const kept = tasks.filter((each) => !stop.includes(each));
    const grown = kept.map((each) =>
      each.condition === "starting" ? { ...each, condition: "healthy" as const } : each,
    );
    const started = Array.from({ length: start }, (_, index) => ({
      id: `${round}-${index}`,
      isPrimary: true,
      condition: "starting" as const,
      createdAtMs: 1_000 + round,
    }));
    tasks = [...grown, ...started];
  }
  throw new Error("the plan never settled");
}

test("a deployment ends with the desired count of healthy tasks of its own and none of another", () => {
  fc.assert(
    fc.property(input, (plan) => {
      // With neither room above nor below the desired count, AWS can't deploy either.
      const activeMax = Math.floor((plan.desiredCount * plan.maximumPercent) / 100);
      const healthyMin = Math.ceil((plan.desiredCount * plan.minimumHealthyPercent) / 100);
      fc.pre(activeMax > plan.desiredCount || healthyMin < plan.desiredCount || plan.desiredCount === 0);
      const tasks = settle({ ...plan, launch: "allowed" });
      expect(tasks).toHaveLength(plan.desiredCount);
      expect(tasks.every((each) => each.isPrimary && each.condition === "healthy")).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("an unhealthy task is replaced before it is stopped when there is room, and stopped first when there is none", () => {
  const unhealthy: PlannedTask = { id: "a", isPrimary: true, condition: "unhealthy", createdAtMs: 0 };
  const common = { desiredCount: 1, minimumHealthyPercent: 100, launch: "allowed" as const, tasks: [unhealthy] };
  expect(planTasks({ ...common, maximumPercent: 200 })).toEqual({ start: 1, stop: [] });
  expect(planTasks({ ...common, maximumPercent: 100 })).toEqual({ start: 0, stop: [unhealthy] });
});

test("a failed deployment neither launches nor stops the tasks that serve", () => {
  const old: PlannedTask = { id: "a", isPrimary: false, condition: "healthy", createdAtMs: 0 };
  const limits = { desiredCount: 1, minimumHealthyPercent: 0, maximumPercent: 200 };
  expect(planTasks({ ...limits, launch: "blocked", tasks: [old] })).toEqual({ start: 0, stop: [] });
});
