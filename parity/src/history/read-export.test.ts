import { expect, test } from "vitest";
import { exportLines, payment, postingsOf } from "../testing/hand-made.ts";
import { readExport } from "./read-export.ts";

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

const one = payment({ id: "pay_1", description: "naïve 漢字" } as object);
const whole = exportLines({ payments: [one], postings: postingsOf(one) });

test("reads a whole export, however it is cut into chunks", async () => {
  const bytes = Buffer.from(whole);
  async function* bytewise(): AsyncGenerator<Buffer> {
    for (const byte of bytes) yield Buffer.from([byte]);
  }
  const ledger = await readExport(bytewise());
  expect(ledger).toMatchObject({ incomplete: null, payments: [{ id: "pay_1" }] });
  expect(ledger.postings).toHaveLength(2);
});

test("every prefix of an export is incomplete", async () => {
  for (let length = 0; length < whole.trimEnd().length; length++) {
    expect((await readExport(chunks(whole.slice(0, length)))).incomplete).not.toBeNull();
  }
});

test("an end line that counts otherwise, comes early or stands twice is caught", async () => {
  const end = (payments: number) =>
    JSON.stringify({ type: "end", payments, postings: 0, asOf: "2026-01-01T00:00:00Z" });
  expect((await readExport(chunks(end(1)))).incomplete).toMatch(/announces 1 payments/);
  expect((await readExport(chunks(`${end(0)}\n${end(0)}\n`))).incomplete).toMatch(/after its end/);
});

test("a malformed line is named", async () => {
  const broken = JSON.stringify({ ...one, type: "payment", amountMinor: "12" });
  expect((await readExport(chunks(`${broken}\n`))).incomplete).toMatch(/Line 1 .*amountMinor/);
  expect((await readExport(chunks("[]\n"))).incomplete).toMatch(/no type/);
});

test("a connection that breaks in the middle leaves what was read", async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from(whole.split("\n")[0] + "\n");
    throw new Error("socket hang up");
  }
  const ledger = await readExport(broken());
  expect(ledger.incomplete).toMatch(/broke off after line 1.*socket hang up/);
  expect(ledger.payments).toHaveLength(1);
});
