import { KIND_TRAITS } from '../../shared/experimentKinds';
import type { ExperimentFile } from '../runs/runFiles';
import { alsoPart } from './also';
import { answer } from './answer';
import { asked } from './asked';
import { contaminationPart, downtimePart, splitVotesPart, termsPart } from './findings';
import { htmlPage } from './htmlPage';
import { html, type Markup } from './markup';
import { glossary, repeatPart } from './repeat';
import type { RunReport } from './runReport';
import { trialsInWords } from './words';

/** The report of one run as a page that needs nothing else: for a browser without a network, or for paper. */
export function reportPage(report: RunReport): string {
  const { file, summary } = report;
  const { experiment } = file;
  const { observes, elects } = KIND_TRAITS[experiment.kind];
  const timed = summary.trials > 0 && !observes;
  return htmlPage(
    titleOf(file),
    html`${head(report)} ${answer(report)} ${asked({ experiment, done: summary.trials })}
      ${timed ? [downtimePart(report), elects ? splitVotesPart(report) : null, termsPart(report)] : null}
      ${alsoPart(summary)} ${summary.trials > 0 ? contaminationPart(report) : null} ${repeatPart(report)}
      ${glossary()}
      <footer>
        Made by Raft Lab ${file.versions.raftLab} from run ${file.runId}. The trials themselves are in its
        trials.csv.
      </footer>`,
  );
}

/** A run that nobody named is named after what was done. */
function titleOf({ name, experiment }: ExperimentFile): string {
  const many = trialsInWords(experiment, 2).replace(/^2 /, '');
  return name === experiment.kind ? `${many.charAt(0).toUpperCase()}${many.slice(1)}` : name;
}

function head({ file, summary }: RunReport): Markup {
  const { cluster: c, engine } = file.experiment;
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return html`<header>
    <p class="kicker">
      Raft Lab · ${engine === 'simulation' ? 'simulation' : 'measurement'} ·
      ${day.format(new Date(file.startedAt))}
    </p>
    <h1>${titleOf(file)}</h1>
    <p class="about">
      ${trialsInWords(file.experiment, summary.trials)} of a Raft cluster of ${c.nodes} with an election
      timeout of
      ${`${c.electionTimeoutMinMs}–${c.electionTimeoutMaxMs}\u00a0ms`}${engine === 'simulation' ? ', in virtual time' : ''}.
    </p>
  </header>`;
}
