/**
 * Under npm, Ctrl+\ would end npm itself and leave us running without a terminal. There, the two keys are read from the
 * terminal instead and turned into the signals they stand for. Elsewhere the terminal sends those signals already.
 * Returns what gives the terminal back.
 */
export function takeKeysFromNpm(
  input: NodeJS.ReadStream = process.stdin,
  env: NodeJS.ProcessEnv = process.env,
): () => void {
  if (!input.isTTY || env['npm_lifecycle_event'] === undefined) return () => undefined;
  const onData = (keys: Buffer) => {
    for (const key of keys) {
      const signal = SIGNAL_OF_KEY.get(key);
      if (signal) process.kill(process.pid, signal);
    }
  };
  input.setRawMode(true).on('data', onData).resume();
  return () => {
    input.setRawMode(false).off('data', onData).pause();
  };
}

const SIGNAL_OF_KEY: ReadonlyMap<number, NodeJS.Signals> = new Map([
  [0x03, 'SIGINT'],
  [0x1c, 'SIGQUIT'],
]);
