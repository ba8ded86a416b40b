import { csvRows } from '../../shared/csv';
import type { TermRecord } from '../../shared/trialRecord';
import { toMicroseconds } from './csvLines';

/** terms.csv: a row for each term of each trial, as trials.csv otherwise. It is for others to read: the lab does not. */

const TERM_COLUMNS = [
  'run_id',
  'trial',
  'term',
  'candidates',
  'votes',
  'leader',
  'outcome',
  'started_ms',
  'ended_ms',
] as const;

export const TERMS_HEADER = csvRows([TERM_COLUMNS]);

/** Candidates read `2 4`, votes `2>2 3>2 4>4` (voter>candidate). */
export function formatTerms(terms: readonly TermRecord[]): string {
  return csvRows(
    terms.map((term) => [
      term.runId,
      term.trial,
      term.term,
      term.candidates.join(' '),
      term.votes.map(({ voter, candidate }) => `${voter}>${candidate}`).join(' '),
      term.leader,
      term.outcome,
      toMicroseconds(term.startedMs),
      term.endedMs === null ? null : toMicroseconds(term.endedMs),
    ]),
  );
}
