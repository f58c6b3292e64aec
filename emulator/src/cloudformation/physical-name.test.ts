import fc from "fast-check";
import { expect, test } from "vitest";
import { physicalName } from "./physical-name.ts";

const identifier = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,120}$/);

test("a name fits, begins with the stack and ends with random letters and digits", () => {
  fc.assert(
    fc.property(
      identifier,
      fc.stringMatching(/^[A-Za-z0-9]{1,200}$/),
      fc.integer({ min: 32, max: 255 }),
      (stackName, logicalResourceId, length) => {
        const name = physicalName({ stackName, logicalResourceId }, length);
        expect(name.length).toBeLessThanOrEqual(length);
        expect(name).toMatch(/^[A-Za-z][A-Za-z0-9-]*-[A-Za-z0-9]+-[A-Z0-9]{12}$/);
        expect(stackName.startsWith(name.split("-")[0]!)).toBe(true);
        expect(physicalName({ stackName, logicalResourceId }, length)).not.toBe(name);
      },
    ),
  );
});
