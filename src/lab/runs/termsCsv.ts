import { z } from 'zod';
import { csvRows, textOfCsv } from '../../shared/csv';
import { failedTermClassSchema, type TermRecord } from '../../shared/trialRecord';
import { checked, rowsOf, toMicroseconds } from './csvLines';

/** terms.csv: a row for each term of each trial, as trials.csv otherwise. */

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

const termRowSchema = z
  .object({
    run_id: z.string(),
    trial: z.coerce.number<string>().int(),
    term: z.coerce.number<string>().int(),
    candidates: z.string().regex(/^\d+( \d+)*$/),
    votes: z.string().regex(/^(\d+>\d+( \d+>\d+)*)?$/),
    leader: z.string().regex(/^\d*$/),
    outcome: z.union([z.literal('won'), failedTermClassSchema]),
    started_ms: z.coerce.number<string>(),
    ended_ms: z.string(),
  })
  .transform((row): TermRecord => ({
    runId: textOfCsv(row.run_id),
    trial: row.trial,
    term: row.term,
    candidates: row.candidates.split(' ').map(Number),
    votes: row.votes === '' ? [] : row.votes.split(' ').map(voteOf),
    leader: row.leader === '' ? null : Number(row.leader),
    outcome: row.outcome,
    startedMs: row.started_ms,
    endedMs: row.ended_ms === '' ? null : Number(row.ended_ms),
  }));

function voteOf(text: string): { voter: number; candidate: number } {
  const [voter, candidate] = text.split('>');
  return { voter: Number(voter), candidate: Number(candidate) };
}

/** Reads terms.csv, as `parseTrials` does trials.csv. */
export function parseTerms(text: string): TermRecord[] {
  const [header = [], ...rows] = rowsOf(text);
  return rows.map((row, i) =>
    // The header is line 1.
    checked(
      termRowSchema.safeParse(Object.fromEntries(header.map((column, at) => [column, row[at]]))),
      i + 2,
    ),
  );
}
