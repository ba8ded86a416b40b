import { KIND_TRAITS } from '../../shared/experimentKinds';
import { count, duration, percent, UNKNOWN } from '../../shared/format';
import { html, type Content, type Markup } from './markup';
import { ms, msInterval, rateInterval } from './numbers';
import type { RunReport } from './runReport';
import { trialsInWords } from './words';

interface Figure {
  readonly name: string;
  readonly value: Content;
  readonly unit: string;
  readonly interval: string;
  readonly beside: Content;
}

/** The numbers that people came for, first. */
export function answer(report: RunReport): Markup {
  return html`<section class="answer">
    <dl class="figures">
      ${figuresOf(report).map(
        ({ name, value, unit, interval, beside }) =>
          html` <div>
            <dt>${name}</dt>
            <dd>
              <span class="value">${value}<small>${unit}</small></span>
              <span class="interval">${interval}</span><span class="beside">${beside}</span>
            </dd>
          </div>`,
      )}
    </dl>
    <p class="lead">${inASentence(report)}</p>
  </section>`;
}

function figuresOf(report: RunReport): Figure[] {
  return KIND_TRAITS[report.file.experiment.kind].observes ? observedFigures(report) : timedFigures(report);
}

/** Of trials that are watched, and not timed until a recovery. */
function observedFigures({ summary: { spurious, clients } }: RunReport): Figure[] {
  const rate = spurious?.perHour ?? null;
  const short = (value: number) => String(Number(value.toPrecision(3)));
  const latency = (name: string, value: number | null | undefined): Figure[] =>
    value == null ? [] : [{ name, value: ms(value), unit: 'ms', interval: '', beside: null }];
  return [
    {
      name: 'Spurious elections per hour',
      value: rate === null ? UNKNOWN : short(rate.value),
      unit: '',
      interval: rate === null ? '95% interval n/a' : `95%: ${short(rate.low)} – ${short(rate.high)}`,
      beside:
        spurious === undefined ? null : `${count(spurious.elections)} in ${duration(spurious.observedMs)}`,
    },
    ...latency('Commit latency, median', clients?.commitP50Ms),
    ...latency('Commit latency, p99', clients?.commitP99Ms),
  ];
}

function timedFigures({ file, summary, downtime, theory, agreement }: RunReport): Figure[] {
  const { splitVoteRate: rate, downtimeMs } = summary;
  const expected = agreement?.predicted.splitVoteRate ?? theory?.splitProbability ?? null;
  const of = agreement === null ? 'theory' : 'predicted';
  const quantile = (name: string, key: 'p50' | 'p99'): Figure => ({
    name,
    value: downtimeMs[key] === null ? UNKNOWN : ms(downtimeMs[key]),
    unit: downtimeMs[key] === null ? '' : 'ms',
    interval: intervalInWords(msInterval(downtime.intervals[key]), ' ms'),
    beside: agreement === null ? null : `predicted ${ms(agreement.predicted.downtimeMs[key])} ms`,
  });
  const quantiles = [quantile('Median downtime', 'p50'), quantile('99th percentile of downtime', 'p99')];
  if (!KIND_TRAITS[file.experiment.kind].elects) return quantiles;
  return [
    {
      name: 'Split-vote rate',
      value: rate.value === null ? UNKNOWN : percent(rate.value).replace('%', ''),
      unit: rate.value === null ? '' : '%',
      interval: intervalInWords(rateInterval(rate), ''),
      beside: expected === null ? null : `${of} ${percent(expected)}`,
    },
    ...quantiles,
  ];
}

function intervalInWords(interval: string, unit: string): string {
  return interval === '' || interval === UNKNOWN ? '95% interval n/a' : `95%: ${interval}${unit}`;
}

function inASentence(report: RunReport): Content {
  const { summary, agreement, file } = report;
  const { splitVoteRate: rate } = summary;
  const { observes, elects } = KIND_TRAITS[file.experiment.kind];
  const many = trialsInWords(file.experiment, summary.trials);
  if (rate.value === null) return 'No trial of this run was finished: there is nothing to say of it.';
  const contaminated = summary.trials - summary.clean;
  return [
    observes
      ? `The cluster was watched for ${many}. `
      : !elects
        ? `The run has ${many}. `
        : rate.successes === 0
          ? `In ${many} no vote was split: the rate is at most ${percent(rate.high)}, with 95% confidence. `
          : `Votes were split in ${count(rate.successes)} of ${many}. `,
    agreement === null
      ? null
      : `Against ${count(agreement.predicted.elections)} simulated elections of the same core, downtime ${agreement.all.downtimeInWords}; split votes ${agreement.all.splitVotesInWords}. `,
    contaminated === 0
      ? 'No timer that mattered was late: every trial is clean.'
      : `${count(contaminated)} of the trials had a timer too late to be called clean; the clean ones alone are reported beside all of them below.`,
  ];
}
