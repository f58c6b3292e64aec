/** Undefined when AWS answers with this one error, for which there is nothing to do; SDKs may suffix the API's `code`. */
export async function orNothing<T>(code: string, send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    const { name } = error as Error;
    if ([code, `${code}Fault`, `${code}Exception`].includes(name)) return undefined;
    throw error;
  }
}
