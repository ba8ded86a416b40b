import { sweepFigure } from '../../shared/figures/sweepFigure';
import { count, plural } from '../../shared/format';
import type { SweepData } from '../../shared/sweep/api';
import { arrange } from '../../shared/sweep/arrangement';
import { baseFacts } from '../../shared/sweep/baseFacts';
import { kneeLook, type KneeLook } from '../../shared/sweep/kneeLook';
import { headlinesOf, type Measure } from '../../shared/sweep/measures';
import { readingParts, summaryWords, type ReadingWords } from '../../shared/sweep/measureWords';
import { valuesOf } from '../../shared/sweep/grid';
import { axisLook, axisTitle, settingsOf } from '../../shared/sweep/readings';
import { USUAL_THRESHOLDS } from '../../shared/sweep/thresholds';
import { formatJson } from '../runs/runFiles';
import { loadSweep, sweepInfo } from '../sweep/library';
import { readSweepFile, type SweepFile } from '../sweep/sweepFiles';
import { figure, htmlPage } from './htmlPage';
import { html, type Content, type Markup } from './markup';
import { glossary, withShortLines } from './repeat';
import { table } from './table';
import { KIND_IN_WORDS } from './words';

/** A sweep as it is on disk: how it is called, what was asked, and what its cells have shown. */
export interface SweepReport {
  readonly name: string;
  readonly file: SweepFile;
  readonly data: SweepData;
}

/** @throws LabError as `loadSweep` */
export async function readSweepReport(sweepsFolder: string, sweepId: string): Promise<SweepReport> {
  const [{ name }, file, data] = await Promise.all([
    sweepInfo(sweepsFolder, sweepId),
    readSweepFile(sweepsFolder, sweepId),
    loadSweep(sweepsFolder, sweepId),
  ]);
  return { name, file, data };
}

/** The report of a sweep: a map of each number one looks for, where it becomes good enough, and all cells. */
export function sweepReportPage(report: SweepReport): string {
  const { name, file, data } = report;
  const { sweep } = data;
  const measures = headlinesOf(sweep);
  const arrangement = arrange(sweep.axes);
  const found = measures.map((measure) => ({
    measure,
    knee: kneeLook(sweep.axes, data.cells, arrangement, measure, USUAL_THRESHOLDS),
  }));
  return htmlPage(
    name,
    html`${head(report)}
      <section class="answer">
        ${found.slice(0, 1).map(({ measure, knee }) => html`<p class="lead">${answer(data, measure, knee)}</p>`)}
      </section>
      ${found.map(
        ({ measure, knee }) =>
          html`<section>
            <h2>${capital(measure.name)}</h2>
            ${figure(sweepFigure({ sweep, cells: data.cells, arrangement, measure, knee }), [
              `${measure.about} `,
              knee.cells.size === 0 ? null : knee.sentence,
            ])}
          </section>`,
      )}
      ${asked(file, data)} ${cellsPart(data, measures)} ${repeat(file)} ${glossary()}
      <footer>
        Made by Raft Lab ${file.versions.raftLab} from sweep ${file.sweepId}. Each cell’s trials are in its
        folder, all cells in cells.csv.
      </footer>`,
  );
}

function head({ name, file: { startedAt }, data }: SweepReport): Markup {
  const { sweep, cells, trialsDone, complete, cellsDone } = data;
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  const axes = sweep.axes.map((axis) => axisLook(axis).label);
  return html`<header>
    <p class="kicker">
      Raft Lab · sweep of ${sweep.base.engine === 'simulation' ? 'simulations' : 'measurements'} ·
      ${day.format(new Date(startedAt))}
    </p>
    <h1>${name}</h1>
    <p class="about">
      ${capital(axes.join(' × '))}: ${plural(cells.length, 'combination')} of
      settings${complete ? '' : ` (${count(cellsDone)} of them done)`}, ${plural(trialsDone, 'trial')}.
    </p>
  </header>`;
}

function answer(data: SweepData, measure: Measure, { cells, sentence }: KneeLook): string {
  const known = data.cells.flatMap((cell) => {
    const reading = measure.read(cell.summary);
    return reading === null ? [] : [{ cell, value: reading.value }];
  });
  if (known.length === 0) return `No cell knows its ${measure.name} yet.`;
  const sorted = known.toSorted((a, b) => a.value - b.value);
  const inWords = (at: (typeof known)[number] | undefined): string =>
    at === undefined
      ? ''
      : `${summaryWords(measure, at.cell.summary)} at ${placeInWords(data, at.cell.cell)}`;
  const range = `The ${measure.name} goes from ${inWords(sorted[0])} to ${inWords(sorted.at(-1))}.`;
  return cells.size === 0 ? range : `${range} ${sentence}`;
}

function placeInWords({ sweep }: SweepData, cell: number): string {
  return settingsOf(sweep.axes.map(axisLook), cell)
    .map(([name, value]) => `${name.toLowerCase()} ${value}`)
    .join(', ');
}

function asked({ host, versions }: SweepFile, { sweep }: SweepData): Markup {
  return html`<section>
    <h2>What was asked</h2>
    <p>
      ${KIND_IN_WORDS[sweep.base.kind]} Every combination of the settings that vary had trials of its own,
      cell after cell in turns, so that drift of the machine falls on none of them.
    </p>
    ${table({
      kind: 'words',
      caption: 'What varies',
      head: ['Setting', 'Values'],
      rows: sweep.axes.map(axisLook).map((axis) => [axisTitle(axis), axis.values.join(' · ')]),
    })}
    ${table({
      kind: 'words',
      caption: 'What all cells share',
      head: ['Setting', 'Value'],
      rows: [
        ...baseFacts(sweep).map(([name, value]) => [capital(name), value]),
        ['Ran on', `${host.cpu}, ${plural(host.cores, 'logical core')}; ${host.platform} ${host.release}`],
        ['Raft Lab, Node.js', `${versions.raftLab}, ${versions.node}`],
      ],
    })}
  </section>`;
}

/** With more cells than this the table is folded away. */
const FEW_CELLS = 60;

function cellsPart({ sweep, cells }: SweepData, measures: readonly Measure[]): Markup {
  const axes = sweep.axes.map(axisLook);
  const allClean = cells.every(({ summary }) => summary.clean === summary.trials);
  const rows = table({
    kind: 'numbers',
    caption: 'Every cell, with 95% intervals where they are known',
    head: [
      ...axes.map(axisTitle),
      'trials',
      ...(allClean ? [] : ['clean']),
      ...measures.map(({ name }) => name),
    ],
    rows: cells.map((cell) => [
      ...valuesOf(axes, cell.cell),
      count(cell.summary.trials),
      ...(allClean ? [] : [count(cell.summary.clean)]),
      ...(cell.problem === null
        ? measures.map((measure) => estimate(readingParts(measure, measure.read(cell.summary))))
        : [cell.problem, ...measures.slice(1).map(() => '')]),
    ]),
  });
  return html`<section>
    <h2>All cells</h2>
    ${
      cells.length <= FEW_CELLS
        ? rows
        : html`<details>
            <summary>${plural(cells.length, 'cell')}, one a row</summary>
            ${rows}
          </details>`
    }
  </section>`;
}

/** "12.3%", and its interval "9.1–15.0%" beneath. */
function estimate({ value, interval }: ReadingWords): Content {
  return interval === null
    ? html`<b>${value}</b>`
    : html`<b>${value}</b> <span class="soft range">${interval}</span>`;
}

function repeat({ sweepId, sweep }: SweepFile): Markup {
  const fileName = `${sweepId}.json`;
  return html`<section>
    <h2>How to repeat it</h2>
    <p>
      Save the sweep below as <code>${fileName}</code>, and run
      it${sweep.base.engine === 'simulation' ? ': the trials will be the same to the byte' : ''}.
    </p>
    <pre class="command">${`raft-lab sweep ${fileName}`}</pre>
    <details open>
      <summary>The sweep, with every default written out</summary>
      <pre>${withShortLines(formatJson(sweep))}</pre>
    </details>
  </section>`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
