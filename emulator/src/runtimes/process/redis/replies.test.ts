import fc from "fast-check";
import { expect, test } from "vitest";
import { EmulatorError } from "../../../errors.ts";
import { ReplyReader, type Reply } from "./replies.ts";

const encode = (reply: Reply): string => {
  if (reply === null) return "$-1\r\n";
  if (reply instanceof EmulatorError) return `-${reply.message}\r\n`;
  if (typeof reply === "number") return `:${reply}\r\n`;
  if (typeof reply === "string") return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  return `*${reply.length}\r\n${reply.map(encode).join("")}`;
};

const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: "binary" }),
    fc.integer(),
    fc.constant(null),
    fc.constant(new EmulatorError("RedisFailed", "ERR no")),
    fc.array(tie("reply"), { maxLength: 4 }),
  ),
}));

test("replies are read however the stream is cut into chunks", () => {
  fc.assert(
    fc.property(fc.array(reply, { maxLength: 5 }), fc.array(fc.nat(9), { minLength: 1 }), (replies, sizes) => {
      const stream = Buffer.from(replies.map(encode).join(""));
      const reader = new ReplyReader();
      const read: Reply[] = [];
      for (let position = 0, index = 0; position < stream.length; index++) {
        const size = sizes[index % sizes.length]! + 1;
        read.push(...reader.read(stream.subarray(position, position + size)));
        position += size;
      }
      expect(read).toEqual(replies);
    }),
  );
});
