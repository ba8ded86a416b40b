import type { CAC } from 'cac';
import { LabError } from '../../shared/errors';

/** What the command line parser says of itself, in our words. */

interface HelpSection {
  title?: string;
  body: string;
}

const EXIT_CODES: HelpSection = {
  title: 'Exit codes',
  body: [
    '  0    done',
    '  1    it failed; of advise: no setting meets the goals; of reproduce: not what was published',
    '  2    the words were wrong, or a file: what is allowed is said',
    '  130  stopped (Ctrl+C) before its end; what was done is kept',
  ].join('\n'),
};

const ENVIRONMENT: HelpSection = {
  title: 'Environment',
  body: '  RAFT_LAB_RUNS  Folder of the runs, for all commands (default: runs here); sweeps are beside it',
};

/**
 * Help as the parser composes it, without the defaults it makes up for flags that begin with `no-`. That of no command
 * ends with what all of them share.
 */
export function helpSections(sections: HelpSection[], isOfAll: boolean): HelpSection[] {
  const ours = sections.map((section) => ({
    ...section,
    body: section.body.replaceAll(/(?: *\(default: true\)| +)$/gm, ''),
  }));
  return isOfAll ? [...ours, ENVIRONMENT, EXIT_CODES] : ours;
}

/** No command, or one that is none. */
export function noCommand(cli: CAC): LabError {
  const names = cli.commands.map(({ name }) => name).join(', ');
  const [word] = cli.args;
  return new LabError(
    'bad-argument',
    `${word === undefined ? 'Say what to do' : `"${word}" is not a command`}: ${names}; raft-lab --help tells more.`,
  );
}

/** What the parser refused. */
export function refusedByParser(error: Error, cli: CAC): LabError {
  const { matchedCommand } = cli;
  const command = matchedCommand === undefined ? 'raft-lab' : `raft-lab ${matchedCommand.name}`;
  const usage = matchedCommand === undefined ? 'raft-lab <command>' : `raft-lab ${matchedCommand.rawName}`;
  return new LabError('bad-argument', `${reason(error.message, usage)}; ${command} --help tells more.`);
}

function reason(message: string, usage: string): string {
  const said = message.replaceAll('`', '"').replace(/^./, (letter) => letter.toUpperCase());
  const tooMuch = /^Unused args: (?<words>.*)$/.exec(said)?.groups?.['words'];
  if (tooMuch !== undefined) return `${tooMuch} is too much: it is ${usage}, and flags`;
  if (said.startsWith('Missing required args')) return `Something is missing: it is ${usage}, and flags`;
  const [, flag, value] = /^Option "(--\S+) (\S+)" value is missing$/.exec(said) ?? [];
  if (flag !== undefined && value !== undefined) return `${flag} needs a value after it: ${flag} ${value}`;
  return said;
}
