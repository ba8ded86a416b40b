import { cac, type CAC, type Command } from 'cac';
import { systemIdSchema } from '../../shared/systems';
import { EMPTY_VALUE, type Flags } from './flags';
import { EXPERIMENT_KINDS } from '../../shared/experimentKinds';
import { helpSections, noCommand, refusedByParser } from './programWords';
import { PARAMETER_NAMES } from './sweepSettings';

/** As `defaultRunsFolder` and `sweepsFolderFor` have them. */
const RUNS_FOLDER = 'RAFT_LAB_RUNS, else runs';
const SWEEPS_FOLDER = 'sweeps, beside the runs';

/** What the terminal can do; `program` only reads the words. */
export interface Commands {
  readonly up: (flags: Flags) => Promise<number>;
  readonly measure: (flags: Flags) => Promise<number>;
  readonly run: (file: string, flags: Flags) => Promise<number>;
  readonly sweep: (file: string | undefined, flags: Flags) => Promise<number>;
  readonly schema: () => number;
  readonly predict: (flags: Flags) => Promise<number>;
  readonly advise: (flags: Flags) => Promise<number>;
  readonly runs: (words: readonly string[], flags: Flags) => Promise<number>;
  readonly sweeps: (words: readonly string[], flags: Flags) => Promise<number>;
  readonly label: (name: string, flags: Flags) => Promise<number>;
  readonly compare: (runIds: readonly string[], flags: Flags) => Promise<number>;
  readonly importFile: (file: string, flags: Flags) => Promise<number>;
  readonly report: (names: readonly string[], flags: Flags) => Promise<number>;
  readonly reproduce: (what: string, flags: Flags) => Promise<number>;
  readonly serve: (flags: Flags) => Promise<number>;
}

/**
 * Reads a command line and does what it says. Resolves to the exit code.
 * @throws LabError `bad-argument` when the words make no command.
 */
export async function runProgram(
  words: readonly string[],
  commands: Commands,
  version: string,
): Promise<number> {
  const cli = cac('raft-lab');
  clusterOptions(
    cli.command('up', 'Start a cluster and tell its story; Ctrl+\\ kills the leader, Ctrl+C ends all'),
  )
    .option('--restart-after <ms>', 'Bring killed nodes back after this long')
    .option('--persist <delay>', 'What one durable write takes at least (default: as long as the disk needs)')
    .option('--seed <n>', 'Seed of all that is random (default: drawn)')
    .example('  $ raft-lab up --nodes 3 --election-timeout 150-300 --restart-after 2000')
    .action(commands.up);
  experimentOptions(
    cli.command('measure', 'Crash the leader again and again, or what --kind says: split votes and downtime'),
  )
    .option('--trials <n>', 'Leader crashes, or other trials (default: 100; with --precision at most 20000)')
    .option(
      '--precision <p>',
      'End when the split-vote rate is known to ± p, e.g. 0.01, or p50 or p99 of downtime to ± ms, e.g. p50:5',
    )
    .example('  $ raft-lab measure --nodes 5 --election-timeout 150-300 --latency 15 --trials 200')
    .example('  $ raft-lab measure --engine simulation --latency 15 --trials 100000')
    .example('  $ raft-lab measure --engine simulation --kind steady --loss 0.05 --observe 60000')
    .action(commands.measure);
  experimentOptions(
    cli.command('sweep [file]', 'Measure every combination of several settings'),
    SWEEPS_FOLDER,
  )
    .option('--vary <name=values>', 'A list 0,5,10 or a range with its step 0..30/5; up to 4 of these')
    .option('--trials <n>', 'Of each cell (default: 1000 simulated, 100 real); with --precision: at most')
    .option('--precision <p>', 'End each cell when it is known so well: as of measure')
    .option('--resume <folder>', 'Go on with a sweep that was stopped or interrupted')
    .example(
      '  $ raft-lab sweep --engine simulation --vary election-timeout=150-155,150-200,150-300 --vary latency=1..21/5',
    )
    .example(
      '  $ raft-lab sweep --engine simulation --kind steady --vary loss=0%..20%/5 --vary heartbeat=20%..80%/20',
    )
    .example(`  What can vary: ${PARAMETER_NAMES}`)
    .action(commands.sweep);
  resultOptions(cli.command('run <file>', 'The experiment in a YAML or JSON file'))
    .example('  $ raft-lab run experiment.yaml --out results')
    .action(commands.run);
  cli
    .command('schema', 'The JSON Schema of experiment files, for editors')
    .example('  $ raft-lab schema > experiment.schema.json')
    .action(() => Promise.resolve(commands.schema()));
  clusterOptions(
    cli.command('predict', 'What to expect of leader crashes: theory, and elections in virtual time'),
  )
    .option('--trials <n>', 'Simulated elections, 0 for theory alone (default: 20000)')
    .option('--seed <n>', 'Seed of all that is random (default: 1)')
    .option('--json', 'Print the result as JSON and nothing else')
    .example('  $ raft-lab predict --nodes 5 --election-timeout 150-300 --latency 15')
    .action(commands.predict);
  cli
    .command('advise', 'A range and a heartbeat for your goals, with the evidence, in your system’s own keys')
    .option('--goal-p99 <ms>', 'p99 of the downtime after a leader crash, at most (default: 500)')
    .option('--max-spurious-per-day <n>', 'Elections against a healthy leader, at most (default: 1)')
    .option('--max-split <p>', 'Share of crashes that split votes, at most, 0.000001 to 1 (default: 0.01)')
    .option('--max-heartbeats <n>', 'Heartbeats the leader sends a second, at most (default: no limit)')
    .option('--nodes <n>', 'Servers, 3 to 25 (default: 5)')
    .option('--round-trip <ms>', 'Median round trip between servers (default: 1)')
    .option('--round-trip-p99 <ms>', 'Its 99th percentile (default: twice the median)')
    .option('--latency <delay>', 'One-way delay instead: lognormal:5:0.5, uniform:30:40, …')
    .option('--persist <delay>', 'One durable write (default: lognormal:1:0.7)')
    .option('--loss <p>', 'Probability that a message is lost, 0 to 0.5 (default: 0)')
    .option('--stalls-per-day <n>', 'How often each node stands still (default: 24)')
    .option('--stall <delay>', 'For how long (default: exponential:20)')
    .option('--no-pre-vote', 'Without PreVote')
    .option('--no-check-quorum', 'Without CheckQuorum')
    .option('--for <system>', `Write it in the keys of ${systemIdSchema.options.join(', ')}`)
    .option('--seed <n>', 'Seed of all that is random (default: 1)')
    .option('--json', 'Print the result as JSON and nothing else')
    .example(
      '  $ raft-lab advise --goal-p99 500 --max-spurious-per-day 1 --max-split 0.01 --round-trip 2 --for etcd',
    )
    .action(commands.advise);
  resultOptions(
    cli.command('reproduce <what>', 'A published experiment beside ours: fig16 (Raft paper) or thesis-wan'),
  )
    .option('--trials <n>', 'Trials a line (default: 1000) or elections a setting (default: 10000)')
    .option('--seed <n>', 'Seed of all that is random (default: 1)')
    .option('--engine <kind>', 'simulation, or of fig16 also processes: real nodes (default: simulation)')
    .option(
      '--lines <ranges>',
      'Of fig16: some of its lines, such as 150-155,12-24 (default: all; real: the nine randomised)',
    )
    .option('--concurrency <n>', 'Of fig16: clusters side by side, or threads (default: auto)')
    .example('  $ raft-lab reproduce fig16')
    .example('  $ raft-lab reproduce fig16 --engine processes --lines 150-155,12-24 --trials 100')
    .action(commands.reproduce);
  libraryOptions(
    cli.command('runs [...words]', 'The runs that are kept, or those in which all words are found'),
  )
    .example('  $ raft-lab runs 150-300 simulation')
    .action(commands.runs);
  libraryOptions(
    cli.command('sweeps [...words]', 'The sweeps that are kept, or those in which all words are found'),
    'Folder of the runs that the sweeps are beside',
  )
    .example('  $ raft-lab sweeps latency simulation')
    .action(commands.sweeps);
  cli
    .command('label <name>', 'Names, tags, annotates or pins a run or a sweep, named by its folder or id')
    .option('--name <text>', 'What to call it')
    .option('--tags <list>', 'Its tags, separated by commas; "" for none')
    .option('--note <text>', 'A note on it')
    .option('--pin', 'Keep it at the top of the list')
    .option('--unpin', 'Let it go')
    .option('--json', 'Print the result as JSON and nothing else')
    .example('  $ raft-lab label 2026-11-21T07-56-12Z-leader-crash --name Narrow --tags lan,quiet --pin')
    .action(commands.label);
  libraryOptions(
    cli.command(
      'compare [...runs]',
      'Runs side by side, by folder or id, and each against the first in words',
    ),
  )
    .option('--baseline <run>', 'Hold the others against this one (default: the first)')
    .option('--clean', 'Without trials that had a timer too late')
    .example('  $ raft-lab compare 2026-11-21T07-56-12Z-narrow 2026-11-21T08-01-40Z-wide')
    .action(commands.compare);
  libraryOptions(cli.command('import <file>', 'Make a run of a trials CSV that was exported earlier'))
    .example('  $ raft-lab import trials.csv')
    .action(commands.importFile);
  cli
    .command(
      'report [...names]',
      'A run, several compared, or a sweep, as one page to read, print or pass on',
    )
    .option('--out <file>', 'Where to write it (default: report.html in the folder, or comparison.html here)')
    .option('--baseline <run>', 'Of several, the one that the others are held against (default: the first)')
    .option('--clean', 'Of several: without trials that had a timer too late')
    .option('--open', 'Open it in the browser, too')
    .example('  $ raft-lab report runs/2026-11-21T07-56-12Z-leader-crash --open')
    .example('  $ raft-lab report 2026-11-21T07-56-12Z-narrow 2026-11-21T08-01-40Z-wide')
    .example('  $ raft-lab report sweeps/2026-11-21T09-00-00Z-ranges')
    .action(commands.report);
  cli
    .command('serve', 'Serve the window to a browser on this machine')
    .option('--port <n>', 'Port on 127.0.0.1 (default: any free one)')
    .option('--open', 'Open the browser, too')
    .example('  $ raft-lab serve --port 8080')
    .action(commands.serve);
  cli
    .usage('<command> [options]')
    .help((sections) => helpSections(sections, cli.matchedCommand === undefined))
    .version(version);

  try {
    cli.parse(['node', 'raft-lab', ...joinOddValues(words)], { run: false });
    if (isAnswered(cli)) return 0;
    if (cli.matchedCommand === undefined) throw noCommand(cli);
    return await (cli.runMatchedCommand() as Promise<number>);
  } catch (error) {
    throw error instanceof Error && error.name === 'CACError' ? refusedByParser(error, cli) : error;
  }
}

function clusterOptions(command: Command): Command {
  return command
    .option('--nodes <n>', 'Servers, 1 to 25 (default: 5)')
    .option('--election-timeout <min-max>', 'Range in ms (default: 150-300)')
    .option('--heartbeat <ms>', 'Interval in ms (default: half the minimum timeout)')
    .option(
      '--latency <delay>',
      'One-way delay, ms (default: 0): 15, uniform:30:40, normal:5:1, lognormal:5:0.5, exponential:5, empirical:FILE, 15+1%:200',
    )
    .option('--loss <p>', 'Probability that a datagram is lost, 0 to 1 (default: 0)')
    .option('--pre-vote', 'Ask whether an election could be won before starting one')
    .option('--check-quorum', 'A leader without a majority steps down')
    .option('--load <n>', 'Client commands per second (default: 0)')
    .option(
      '--durability <kind>',
      'How real nodes keep their logs: fsync, os (page cache) or memory (not at all) (default: fsync)',
    );
}

/** What describes an experiment, but for how many trials it has. */
function experimentOptions(command: Command, folder = RUNS_FOLDER): Command {
  return resultOptions(clusterOptions(command), folder)
    .option('--engine <kind>', 'processes (real nodes) or simulation (virtual time) (default: processes)')
    .option('--persist <delay>', 'What one durable write takes, at least, on real nodes (default: 0)')
    .option('--timer-noise <delay>', 'Simulation only: how late timers fire (default: 0)')
    .option(
      '--kind <kind>',
      `What is done in a trial: ${EXPERIMENT_KINDS.join(', ')} (default: leader-crash)`,
    )
    .option('--outage <ms>', 'How long a partition or pause of a trial lasts (default: 1000)')
    .option('--observe <ms>', 'How long one trial of steady or workload is watched (default: 10000)')
    .option('--candidate-timeout <min-max>', 'A range of their own for candidates, in ms')
    .option('--crash <kind>', 'kill (SIGKILL) or pause (SIGSTOP) (default: kill)')
    .option('--concurrency <n>', 'Clusters side by side (simulation: threads), or auto (default: auto)')
    .option('--trial-cap <ms>', 'A trial not stable again by then ends censored (default: 30000)')
    .option('--seed <n>', 'Seed of all that is random (default: 1)')
    .option('--name <text>', 'What to call it');
}

function resultOptions(command: Command, folder = RUNS_FOLDER): Command {
  return command
    .option('--out <dir>', `Folder in which the results get their folder (default: ${folder})`)
    .option('--json', 'Print the result as JSON and nothing else');
}

function libraryOptions(command: Command, folder = 'Folder of the runs'): Command {
  return command
    .option('--runs <dir>', `${folder} (default: ${RUNS_FOLDER})`)
    .option('--json', 'Print the result as JSON and nothing else');
}

/**
 * `--loss -1` means a value, not a flag called 1, and `--latency ''` means nothing, not 0: the parser would tell the
 * wrong story of what is wrong, or none.
 */
function joinOddValues(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    const isOdd = word === '' || /^-\.?\d/.test(word);
    if (isOdd && before?.startsWith('--') === true && !before.includes('=')) {
      joined[joined.length - 1] = `${before}=${word === '' ? EMPTY_VALUE : word}`;
    } else {
      joined.push(word);
    }
  }
  return joined;
}

/** Whether `--help` or `--version` was asked for, and has been printed: the parser prints no version after a command. */
function isAnswered(cli: CAC): boolean {
  if (cli.options['help'] === true) return true;
  if (cli.options['version'] !== true || (cli.matchedCommand === undefined && cli.args.length > 0))
    return false;
  if (cli.matchedCommand !== undefined) cli.outputVersion();
  return true;
}
