import { contaminationThresholdMs } from '../../shared/contamination';
import { DOWNTIME_QUANTILES, type RunSummary, type TrialStatistics } from '../../shared/runStatistics';
import type { FailedTermClass } from '../../shared/trialRecord';
import { KIND_TRAITS } from '../../shared/experimentKinds';
import { FAILED_TERM_IN_WORDS } from '../../shared/failedTerms';
import { count, percent, plural, UNKNOWN } from '../../shared/format';
import { downtimeAxis, downtimeFigure } from '../../shared/figures/downtimeFigure';
import { splitRateFigure } from '../../shared/figures/splitRateFigure';
import { termsUsedFigure } from '../../shared/figures/termsUsedFigure';
import { trialsFigure } from '../../shared/figures/trialsFigure';
import { figure } from './htmlPage';
import { html, type Content, type Markup } from './markup';
import { ms, msInterval, rateInFull, rateInterval } from './numbers';
import type { RunReport } from './runReport';
import { table } from './table';
import { trialsInWords } from './words';

/** The parts of the report that show what came out. */

export function downtimePart(report: RunReport): Markup {
  const { summary, downtime, agreement, file } = report;
  const predictedMs = agreement?.predicted.downtimesMs ?? [];
  const shown = { downtimesMs: downtime.sortedMs, predictedMs };
  const [, toMs] = downtimeAxis(shown);
  const beyond = downtime.sortedMs.filter((value) => value > toMs).length;
  const svg = downtimeFigure({ ...shown, capped: summary.capped, bandHalfWidth: downtime.bandHalfWidth });
  const predicted = agreement?.predicted.downtimeMs;
  const allClean = summary.clean === summary.trials;
  return html`<section>
    <h2>Downtime</h2>
    ${figure(svg, [
      `Downtime of ${trialsInWords(file.experiment, summary.trials)}. Bars: trials; line: the share of trials that were back at or before this time, in a band that holds the whole true curve with 95% confidence.`,
      predicted === undefined || agreement === null
        ? null
        : ` Dashed: ${count(agreement.predicted.elections)} simulated elections.`,
      beyond === 0
        ? null
        : ` ${plural(beyond, 'trial')} ${beyond === 1 ? 'lies' : 'lie'} beyond the axis; the longest took ${ms(summary.downtimeMs.max)} ms.`,
    ])}
    ${table({
      kind: 'numbers',
      caption: 'Quantiles of downtime, ms',
      head: [
        '',
        `all ${count(summary.trials)}`,
        '95% interval',
        ...(allClean ? [] : [`clean ${count(summary.clean)}`]),
        ...(predicted === undefined ? [] : ['predicted']),
      ],
      rows: DOWNTIME_QUANTILES.map((name) => [
        name,
        html`<b>${ms(summary.downtimeMs[name])}</b>`,
        msInterval(downtime.intervals[name]),
        ...(allClean ? [] : [ms(summary.cleanOnly.downtimeMs[name])]),
        ...(predicted === undefined ? [] : [ms(predicted[name])]),
      ]),
    })}
    ${summary.capped === 0 ? null : html`<p class="note">${plural(summary.capped, 'trial')} hit the time cap and ${summary.capped === 1 ? 'is' : 'are'} only known to be longer: a quantile among them is ${UNKNOWN}, and so is the mean.</p>`}
  </section>`;
}

export function splitVotesPart({ summary, rates, theory, agreement }: RunReport): Markup {
  const svg = splitRateFigure({ rates, predicted: theory?.splitProbability ?? null });
  return html`<section>
    <h2>Split votes</h2>
    ${figure(svg, [
      'The split-vote rate as it stood after each trial, in the 95% interval that narrows around it.',
      theory?.splitProbability == null
        ? null
        : ` Dashed: the probability of theory that one term splits its votes, ${percent(theory.splitProbability)}.`,
    ])}
    <p>
      Split-vote rate ${rateInFull(summary.splitVoteRate)}. Of the first term alone, which is what theory
      speaks of:
      ${rateInFull(summary.firstTermSplitRate)}.${
        agreement?.predicted.splitVoteRate == null
          ? null
          : ` Predicted for a trial: ${percent(agreement.predicted.splitVoteRate)}.`
      }
    </p>
    ${theory === null ? null : html`<p class="note">Theory (Ongaro’s thesis, chapter 9) assumes ${inARow(theory.assumptions)}.</p>`}
  </section>`;
}

export function termsPart({ summary, termsUsed, moreTerms }: RunReport): Markup {
  const failed = Object.entries(FAILED_TERM_IN_WORDS) as [
    FailedTermClass,
    { name: string; meaning: string },
  ][];
  const { mean, max } = summary.termsUsed;
  return html`<section>
    <h2>Terms</h2>
    ${
      termsUsed.length === 0
        ? null
        : figure(termsUsedFigure({ shares: termsUsed }), [
            `Terms that a trial used until there was a leader again: ${mean === null ? UNKNOWN : mean.toFixed(2)} on average, ${max ?? UNKNOWN} at most. Whiskers: 95% intervals.`,
            moreTerms === 0 ? null : ` ${plural(moreTerms, 'trial')} used more terms than are drawn.`,
          ])
    }
    ${table({
      kind: 'words',
      caption: 'Failed terms: those that had a candidate and got no leader',
      head: ['Class', 'Terms', 'Why it failed'],
      rows: failed.map(([key, { name, meaning }]) => [name, count(summary.failedTerms[key]), meaning]),
    })}
  </section>`;
}

/** What clean means here, how many trials are, and both tables. */
export function contaminationPart({ file, summary, shownTrials }: RunReport): Markup {
  const { experiment } = file;
  const thinned = shownTrials.length < summary.trials;
  return html`<section>
    <h2>Can the timers be trusted?</h2>
    <p>
      ${
        experiment.engine === 'simulation'
          ? 'In virtual time a timer is late only by the noise that was asked for.'
          : html`Timers that fire late look like simultaneous timeouts, and those split votes. A trial is
              <em>contaminated</em> when a timer that mattered, or the crash itself, was late by more than
              ${ms3(contaminationThresholdMs(experiment.cluster))} ms: the smaller of the one-way latency and
              a twentieth of the range’s width, but at least 0.25 ms.`
      }
      ${count(summary.clean)} of ${plural(summary.trials, 'trial')} ${summary.clean === 1 ? 'is' : 'are'}
      clean. Nothing was dropped.
    </p>
    ${
      KIND_TRAITS[experiment.kind].observes
        ? null
        : figure(trialsFigure({ trials: shownTrials }), [
            thinned
              ? `${count(shownTrials.length)} of ${count(summary.trials)} trials, evenly chosen, in their order.`
              : 'Every trial, in their order.',
            ' A machine that drifts, or is disturbed for a while, shows here.',
          ])
    }
    ${summary.clean === summary.trials ? null : allAndClean(summary, KIND_TRAITS[experiment.kind].elects)}
  </section>`;
}

function allAndClean(summary: RunSummary, elects: boolean): Markup {
  const columns: readonly (readonly [string, TrialStatistics])[] = [
    [`all ${count(summary.trials)}`, summary],
    [`clean ${count(summary.clean)}`, summary.cleanOnly],
  ];
  const row = (name: string, of: (statistics: TrialStatistics) => Content) => [
    name,
    ...columns.map(([, statistics]) => of(statistics)),
  ];
  const rate = (of: TrialStatistics['splitVoteRate']) =>
    html`${of.value === null ? UNKNOWN : percent(of.value)} <span class="soft">${rateInterval(of)}</span>`;
  return table({
    kind: 'numbers',
    caption: 'All trials, and the clean ones on their own',
    head: ['', ...columns.map(([name]) => name)],
    rows: [
      ...(elects
        ? [
            row('split-vote rate', ({ splitVoteRate }) => rate(splitVoteRate)),
            row('first-term split rate', ({ firstTermSplitRate }) => rate(firstTermSplitRate)),
          ]
        : []),
      row('downtime p50, ms', ({ downtimeMs }) => ms(downtimeMs.p50)),
      row('downtime p90, ms', ({ downtimeMs }) => ms(downtimeMs.p90)),
      row('downtime p99, ms', ({ downtimeMs }) => ms(downtimeMs.p99)),
      row('downtime mean, ms', ({ downtimeMs }) => ms(downtimeMs.mean)),
      row('terms used, mean', ({ termsUsed }) =>
        termsUsed.mean === null ? UNKNOWN : termsUsed.mean.toFixed(2),
      ),
      row('capped', ({ capped }) => count(capped)),
    ],
  });
}

/** "a; b; and c". */
function inARow(phrases: readonly string[]): string {
  return phrases
    .map((phrase, i) => (i > 0 && i === phrases.length - 1 ? `and ${phrase}` : phrase))
    .join('; ');
}

function ms3(value: number): string {
  return String(Number(value.toPrecision(3)));
}
