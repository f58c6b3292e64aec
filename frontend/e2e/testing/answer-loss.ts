import type { CDPSession, Page } from "@playwright/test";

/** Lets writes through to the service and has their answers lost, as when a connection breaks at the worst moment. */
export class AnswerLoss {
  /** Statuses that the service gave and the page never saw. */
  readonly answers: number[] = [];
  /** Idempotency keys of those requests. */
  readonly keys: string[] = [];
  readonly #devTools: CDPSession;

  private constructor(devTools: CDPSession) {
    this.#devTools = devTools;
  }

  static async begin(page: Page, urlPattern: string): Promise<AnswerLoss> {
    const devTools = await page.context().newCDPSession(page);
    const loss = new AnswerLoss(devTools);
    devTools.on("Fetch.requestPaused", (paused) => {
      const { requestId, request, responseStatusCode } = paused;
      if (request.method !== "POST") return void devTools.send("Fetch.continueRequest", { requestId });
      loss.answers.push(responseStatusCode ?? 0);
      const key = Object.entries(request.headers).find(([name]) => name.toLowerCase() === "idempotency-key")?.[1];
      loss.keys.push(key ?? "");
      void devTools.send("Fetch.failRequest", { requestId, errorReason: "ConnectionReset" });
    });
    await devTools.send("Fetch.enable", { patterns: [{ urlPattern, requestStage: "Response" }] });
    return loss;
  }

  async end(): Promise<void> {
    await this.#devTools.send("Fetch.disable");
  }
}
