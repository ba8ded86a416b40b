import { whyNoSplitRate } from '../../shared/experimentKinds';
import { comparedFigure } from '../../shared/figures/comparedFigure';
import { splitRatesFigure } from '../../shared/figures/splitRatesFigure';
import { count, duration, percent, plural, UNKNOWN } from '../../shared/format';
import type { Comparison, ComparisonRequest, Estimate } from '../../shared/runs/api';
import { textFile, type OutgoingFile } from '../outgoingFile';
import { compareRuns } from '../compare/compareRuns';
import { perHour } from './also';
import { shellLine } from './commandLine';
import { figure, htmlPage } from './htmlPage';
import { html, type Content, type Markup } from './markup';
import { ms, msInterval, rateInterval } from './numbers';
import { glossary } from './repeat';
import { table } from './table';

/** The report of several runs beside each other. */
export interface ComparisonReport {
  readonly comparison: Comparison;
  readonly trials: ComparisonRequest['trials'];
  /** UTC, ISO 8601. */
  readonly madeAt: string;
  /** Of Raft Lab. */
  readonly version: string;
}

/** @throws LabError `no-such-run`, `bad-file` */
export async function readComparisonReport(
  runsFolder: string,
  request: ComparisonRequest,
  by: Pick<ComparisonReport, 'madeAt' | 'version'>,
): Promise<ComparisonReport> {
  return { comparison: await compareRuns(runsFolder, request), trials: request.trials, ...by };
}

/** The report as a file to hand to a person. @throws LabError as `readComparisonReport` */
export async function exportComparison(
  runsFolder: string,
  request: ComparisonRequest,
  version: string,
): Promise<OutgoingFile> {
  const madeAt = new Date().toISOString();
  const report = await readComparisonReport(runsFolder, request, { madeAt, version });
  const fileName = `${madeAt.slice(0, 10)}-comparison.html`;
  return textFile(fileName, 'text/html;charset=utf-8', comparisonReportPage(report));
}

export function comparisonReportPage(report: ComparisonReport): string {
  const { comparison, version } = report;
  return htmlPage(
    titleOf(comparison),
    html`${head(report)} ${inWords(comparison)} ${downtimePart(comparison)} ${splitVotesPart(comparison)}
      ${spuriousPart(comparison)} ${settingsPart(comparison)} ${repeat(report)} ${glossary()}
      <footer>Made by Raft Lab ${version}. Each run has its trials in its trials.csv.</footer>`,
  );
}

function titleOf({ runs }: Comparison): string {
  const names = runs.map(({ name }) => name);
  const last = names.pop() ?? '';
  return runs.length > 4 ? `${plural(runs.length, 'run')} compared` : `${names.join(', ')} and ${last}`;
}

function head({ comparison, trials, madeAt }: ComparisonReport): Markup {
  const { runs } = comparison;
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  const total = runs.reduce((sum, run) => sum + run.trials, 0);
  return html`<header>
    <p class="kicker">Raft Lab · comparison · ${day.format(new Date(madeAt))}</p>
    <h1>${titleOf(comparison)}</h1>
    <p class="about">
      ${plural(runs.length, 'run')} with
      ${plural(total, 'trial')}${trials === 'clean' ? ', those left out that had a timer too late' : ''}, held
      against ${baselineName(comparison)}.
    </p>
  </header>`;
}

function baselineName({ runs, baseline }: Comparison): string {
  return runs.find(({ runId }) => runId === baseline)?.name ?? baseline;
}

function inWords({ runs, differences }: Comparison): Markup {
  return html`<section class="answer">
    ${differences.map(
      ({ runId, words }) =>
        html`<div class="difference">
          <h3>${runs.find((run) => run.runId === runId)?.name ?? runId}</h3>
          <p class="lead">${words.join(' ')}</p>
        </div>`,
    )}
  </section>`;
}

const QUANTILES = ['p50', 'p90', 'p95', 'p99'] as const;

function downtimePart({ runs, differences }: Comparison): Markup {
  return html`<section>
    <h2>Downtime</h2>
    ${figure(
      comparedFigure(runs),
      'The share of trials that were back at or before each time. Each curve lies in a band that holds the whole true one with 95% confidence.',
    )}
    ${table({
      kind: 'numbers',
      named: true,
      caption: 'Quantiles of downtime, ms, with their 95% intervals',
      head: ['', 'trials', ...QUANTILES],
      rows: runs.map((run) => [
        run.name,
        run.capped === 0 ? count(run.trials) : `${count(run.trials)}, ${count(run.capped)} capped`,
        ...QUANTILES.map((name) => quantile(run.downtimeMs[name])),
      ]),
    })}
    ${table({
      kind: 'numbers',
      named: true,
      caption: 'Against the baseline: each run’s value less the baseline’s, with its 95% interval',
      head: ['', 'median, ms', 'split votes, points', 'KS distance', '5% limit'],
      rows: differences.map(({ runId, medianMs, splitVoteRate, ks }) => [
        runs.find((run) => run.runId === runId)?.name ?? runId,
        difference(medianMs, 1, 1),
        difference(splitVoteRate, 100, 2),
        ks === null ? UNKNOWN : ks.distance.toFixed(3),
        ks === null ? UNKNOWN : ks.limit.toFixed(3),
      ]),
    })}
  </section>`;
}

function quantile(estimate: Estimate): Content {
  return html`<b>${ms(estimate.value)}</b> <span class="soft range">${msInterval(estimate)}</span>`;
}

function difference({ value, low, high }: Estimate, times: number, decimals: number): Content {
  const signed = (part: number | null): string =>
    part === null ? UNKNOWN : `${part < 0 ? '−' : '+'}${Math.abs(part * times).toFixed(decimals)}`;
  return html`<b>${signed(value)}</b> <span class="soft range">${signed(low)} to ${signed(high)}</span>`;
}

function splitVotesPart({ runs }: Comparison): Markup {
  return html`<section>
    <h2>Split votes</h2>
    ${figure(splitRatesFigure(runs), 'The split-vote rate of each run with its 95% interval (Wilson).')}
    ${table({
      kind: 'numbers',
      named: true,
      caption: 'Split votes, with 95% intervals',
      head: ['', 'split', 'of', 'rate', '95%', 'first term'],
      rows: runs.map(({ name, splitVoteRate: rate, firstTermSplitRate: first }) => [
        name,
        count(rate.successes),
        count(rate.n),
        html`<b>${percent(rate.value)}</b>`,
        rateInterval(rate),
        percent(first.value),
      ]),
    })}
    ${[...new Set(runs.map(({ kind }) => whyNoSplitRate(kind)))].map((why) =>
      why === null ? null : html`<p class="note">${UNKNOWN}: ${why}</p>`,
    )}
  </section>`;
}

/** Where runs are watched for them. */
function spuriousPart({ runs }: Comparison): Markup | null {
  if (runs.every(({ spurious }) => spurious === null)) return null;
  return html`<section>
    <h2>Spurious elections</h2>
    ${table({
      kind: 'numbers',
      named: true,
      caption: 'Elections that began without need, with 95% intervals (Poisson)',
      head: ['', 'elections', 'watched for', 'an hour'],
      rows: runs.map(({ name, spurious }) => [
        name,
        spurious === null ? UNKNOWN : count(spurious.elections),
        spurious === null ? UNKNOWN : duration(spurious.observedMs),
        perHour(spurious?.perHour ?? null),
      ]),
    })}
  </section>`;
}

function settingsPart({ runs, settings }: Comparison): Markup {
  return html`<section>
    <h2>What differs in the settings</h2>
    ${
      settings.length === 0
        ? html`<p>Nothing: all runs have the same settings.</p>`
        : table({
            kind: 'plain',
            head: ['Setting', ...runs.map(({ name }) => name)],
            rows: settings.map(({ name, values }) => [name, ...values.map((value) => value ?? UNKNOWN)]),
          })
    }
  </section>`;
}

function repeat({ comparison: { runs, baseline }, trials }: ComparisonReport): Markup {
  const words = ['raft-lab', 'compare', ...runs.map(({ runId }) => runId), '--baseline', baseline];
  return html`<section>
    <h2>How to repeat it</h2>
    <p>Where these runs are kept:</p>
    <pre class="command">${shellLine([...words, ...(trials === 'clean' ? ['--clean'] : [])])}</pre>
  </section>`;
}
