/** Asks the console's server to do something. Rejects with its sentence on why not. */
export async function call(path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { error?: { code: string; message: string } };
  if (answer.error) throw new TypeError(`${answer.error.code}: ${answer.error.message}`);
  return answer;
}
