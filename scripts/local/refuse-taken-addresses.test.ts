import { once } from "node:events";
import { createServer } from "node:net";
import { deriveInstance } from "@payment-system/emulator/instance/instance";
import { expect, onTestFinished, test } from "vitest";
import { CLONE } from "../launcher/paths.mjs";
import { refuseTakenAddresses } from "./refuse-taken-addresses.ts";

const instance = deriveInstance(97, CLONE);

test.each([5432, 6379])("a server that takes port %i with it is named before anything is started", async (port) => {
  await refuseTakenAddresses(instance);
  const server = createServer().listen({ host: `127.${instance.addressBlock}.255.254`, port });
  await once(server, "listening");
  onTestFinished(() => void server.close());
  await expect(refuseTakenAddresses(instance)).rejects.toThrow(
    new RegExp(`^Port ${port} \\(.+\\) is taken .+ try again.$`),
  );
});
