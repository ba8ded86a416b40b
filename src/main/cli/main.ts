import { LabError, messageOf } from '../../shared/errors';
import { VERSION } from '../version';
import { advise } from './advise';
import { note, print, type CliContext } from './context';
import { label } from './label';
import { measure, runFile } from './measure';
import { predict } from './predict';
import { runProgram } from './program';
import { compare, importFile, runs } from './runs';
import { report } from './runReport';
import { reproduce } from './reproduce';
import { experimentJsonSchema } from './schema';
import { serve } from './serve';
import { sweep } from './sweep';
import { sweeps } from './sweeps';
import { up } from './up';

const EXIT_FAILED = 1;
const EXIT_WRONG_ARGUMENT = 2;
const WRONG: ReadonlySet<LabError['code']> = new Set(['bad-argument', 'bad-file', 'no-such-run']);

/** Does what the words of a command line say. Resolves to the exit code; what goes wrong is said in a sentence. */
export async function runCli(words: readonly string[], context: CliContext): Promise<number> {
  // Whoever reads our output may have read enough (`| head`).
  process.stdout.on('error', () => undefined);
  try {
    return await runProgram(
      words,
      {
        up: (flags) => up(context, flags),
        measure: (flags) => measure(context, flags),
        run: (file, flags) => runFile(context, file, flags),
        sweep: (file, flags) => sweep(context, file, flags),
        schema: () => {
          print(JSON.stringify(experimentJsonSchema(), null, 2));
          return 0;
        },
        predict: (flags) => Promise.resolve(predict(flags)),
        advise: (flags) => Promise.resolve(advise(flags)),
        runs: (words, flags) => runs(words, flags),
        sweeps: (words, flags) => sweeps(words, flags),
        label: (named, flags) => label(named, flags),
        compare: (runIds, flags) => compare(runIds, flags),
        importFile: (file, flags) => importFile(file, flags),
        report: (names, flags) => report(names, flags),
        reproduce: (what, flags) => reproduce(context, what, flags),
        serve: (flags) => serve(context, flags),
      },
      VERSION,
    );
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    note(messageOf(error));
    return WRONG.has(error.code) ? EXIT_WRONG_ARGUMENT : EXIT_FAILED;
  }
}
