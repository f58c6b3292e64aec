import { byId } from "./elements.ts";
import { failoverPanel } from "./failover-panel.ts";
import { logsPanel } from "./logs-panel.ts";
import { resourcesPanel, type Resource } from "./resources-panel.ts";

const showResources = resourcesPanel();
const showDatabases = failoverPanel();
const source = new EventSource("resources");

source.addEventListener("open", () => say("well", `Connected to ${location.host}`));
source.addEventListener("error", () => say("over", "The emulator does not answer; trying again …"));
source.addEventListener("resources", ({ data }: MessageEvent<string>) => {
  const resources = JSON.parse(data) as Resource[];
  showResources(resources);
  showDatabases(resources);
});
logsPanel();

function say(tone: string, text: string): void {
  const connection = byId("connection");
  connection.dataset["tone"] = tone;
  connection.textContent = text;
}
