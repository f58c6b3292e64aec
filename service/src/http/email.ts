import { z } from "zod";
import { storableText } from "./storable-text.ts";

/** Zod's pattern with at most 64 characters before the @ and 254 in all, as RFC 5321 has it. */
const PATTERN = new RegExp(`^(?=.{1,64}@)${z.regexes.email.source.slice(1)}`);

export const emailSchema = storableText(z.email({ pattern: PATTERN }).max(254)).meta({ examples: ["ada@example.com"] });
