import { call } from "./call.ts";
import { byId, element } from "./elements.ts";

export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly state: string;
  readonly endpoint?: string;
  readonly pids: readonly number[];
}

interface Action {
  readonly label: string;
  readonly done: string;
  perform(resource: Resource): Promise<unknown>;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  "AWS::ElastiCache::ReplicationGroup": {
    label: "Fail over",
    done: "TestFailover was accepted",
    perform: ({ name }) => call("test-failovers", { identifier: name }),
  },
  "AWS::ECS::Task": {
    label: "Stop",
    done: "StopTask was accepted",
    perform: ({ name }) => call("stopped-tasks", { taskId: name.slice(name.lastIndexOf("/") + 1) }),
  },
};
const WELL = /^(available|active|running|steady)$/i;
const OVER = /^(failed|stopped|error|deleted)/i;

/** The table of everything that runs. A row that did not change is left alone, so that its button keeps the focus. */
export function resourcesPanel(): (resources: readonly Resource[]) => void {
  const rows = new Map<string, { text: string; row: HTMLTableRowElement }>();
  return (resources) => {
    const keys = new Set(resources.map(keyOf));
    for (const [key, { row }] of rows) {
      if (keys.has(key)) continue;
      row.remove();
      rows.delete(key);
    }
    for (const resource of resources) {
      const key = keyOf(resource);
      const text = JSON.stringify(resource);
      const known = rows.get(key);
      if (known?.text === text) continue;
      const row = known?.row ?? element("tr");
      fill(row, resource, known !== undefined);
      if (!known) byId("resources").append(row);
      rows.set(key, { text, row });
    }
  };
}

function keyOf({ type, name }: Resource): string {
  return `${type} ${name}`;
}

/** Only the cells with text are written again in a known row. */
function fill(row: HTMLTableRowElement, resource: Resource, isKnown: boolean): void {
  const tone = WELL.test(resource.state) ? "well" : OVER.test(resource.state) ? "over" : "busy";
  const cells = [
    element("td", {}, element("span", { class: "state", "data-tone": tone }, resource.state)),
    element("td", { class: "code" }, resource.endpoint ?? ""),
    element("td", { class: "code" }, resource.pids.join(" ")),
  ];
  if (isKnown) {
    cells.forEach((cell, index) => row.children[index + 1]!.replaceWith(cell));
    return;
  }
  const service = element("small", {}, resource.type.replace(/^AWS::/, "").replaceAll("::", " "));
  row.append(
    element("th", { scope: "row" }, element("span", {}, resource.name), service),
    ...cells,
    actionCell(resource),
  );
}

function actionCell(resource: Resource): HTMLTableCellElement {
  const action = ACTIONS[resource.type];
  if (!action) return element("td");
  const button = element(
    "button",
    { type: "button" },
    action.label,
    element("span", { class: "hidden" }, ` ${resource.name}`),
  );
  button.addEventListener("click", () => {
    const notice = byId("notice");
    notice.textContent = "";
    action.perform(resource).then(
      () => (notice.textContent = `${action.done} for ${resource.name}.`),
      (error: Error) => (notice.textContent = error.message),
    );
  });
  return element("td", {}, button);
}
