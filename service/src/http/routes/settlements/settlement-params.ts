import { z } from "zod";

export const settlementParams = z.object({
  id: z.string().meta({ examples: ["stl_01932c07209070008000000000000005"] }),
});
