/**
 * Runs `work` and prints its title while it runs and how long it took: one rewritten line on a terminal, else two.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const terminal = process.stdout.isTTY === true;
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  process.stdout.write(terminal ? `  … ${title}` : `... ${title}\n`);
  const tick = terminal ? setInterval(() => process.stdout.write(`\r  … ${title} (${seconds()})`), 500) : undefined;
  const end = (mark) => {
    clearInterval(tick);
    process.stdout.write(
      terminal ? `\r\u001b[K  ${mark} ${title} (${seconds()})\n` : `${mark} ${title} (${seconds()})\n`,
    );
  };
  try {
    const result = await work();
    end("✔");
    return result;
  } catch (error) {
    end("✖");
    throw error;
  }
}
