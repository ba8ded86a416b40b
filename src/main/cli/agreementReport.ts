import colors from 'picocolors';
import {
  machineFacts,
  type Agreement,
  type QuantileComparison,
  type RunAgreement,
} from '../../shared/agreement';
import { type ComparedWith } from './report';
import { decimal, row } from './rows';

/** Measured against predicted, for people: goes into the summary. */
export function comparedWith(agreement: RunAgreement): ComparedWith {
  const { all, clean, machine, predicted } = agreement;
  const measured = machineFacts(machine).map(([what, ms]) => `${what} ${decimal(ms, 2)} ms`);
  const how = [`${predicted.elections} simulated elections`, ...measured].join(' · ');
  return {
    predicted,
    inWords: [
      `${colors.bold('Against the model')}  ${colors.dim(how)}`,
      '',
      ...verdicts(clean.trials === all.trials ? '' : `, clean ${clean.trials}`, clean),
      ...(clean.trials === all.trials ? [] : verdicts(`, all ${all.trials}`, all)),
    ],
  };
}

function verdicts(which: string, { downtimeInWords, splitVotesInWords }: Agreement): string[] {
  return [row(`Downtime${which}`, downtimeInWords), row(`Split votes${which}`, splitVotesInWords)];
}

/** The same for machines: the summary's `agreement`. */
export function agreementAsJson({ all, clean, machine, predicted }: RunAgreement): object {
  const { elections, splitVoteRate, downtimeMs } = predicted;
  const { p50, p90, p95, p99, mean } = downtimeMs;
  return {
    machine,
    predicted: { elections, splitVoteRate, downtimeMs: { p50, p90, p95, p99, mean } },
    all: verdictAsJson(all),
    clean: verdictAsJson(clean),
  };
}

function verdictAsJson({ verdict, trials, ks, p50, p99, splitVoteRate, ...words }: Agreement): object {
  const difference = ({ differenceMs, lowMs, highMs }: QuantileComparison) => ({
    differenceMs,
    lowMs,
    highMs,
  });
  return {
    trials,
    downtime: { verdict, inWords: words.downtimeInWords, ks, p50: difference(p50), p99: difference(p99) },
    splitVotes: { verdict: splitVoteRate.verdict, inWords: words.splitVotesInWords },
  };
}
