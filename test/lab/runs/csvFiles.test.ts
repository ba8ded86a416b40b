import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTerms, TERMS_HEADER } from '../../../src/lab/runs/termsCsv';
import { formatTrials, parseTrials, TRIALS_HEADER } from '../../../src/lab/runs/trialsCsv';
import { LabError } from '../../../src/shared/errors';
import { crashModeSchema, engineSchema } from '../../../src/shared/experiment';
import type { TermRecord, TrialRecord } from '../../../src/shared/trialRecord';
import { EXPERIMENT_KINDS } from '../../../src/shared/experimentKinds';
import { CAPPED, trialWith } from '../trial/trials';

/** Numbers as a run can have them: no more than microseconds. */
const microseconds = fc.integer({ min: 0, max: 1e12 }).map((us) => us / 1000);
const count = fc.nat({ max: 1000 });
const trials: fc.Arbitrary<TrialRecord> = fc
  .record({
    runId: fc.string(),
    trial: count,
    latency: fc.constantFrom('0', 'uniform:30:40', 'lognormal:5:0.5'),
    loss: fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs),
    preVote: fc.boolean(),
    crashMode: fc.constantFrom(...crashModeSchema.options),
    engine: fc.constantFrom(...engineSchema.options),
    kind: fc.constantFrom(...EXPERIMENT_KINDS),
    spuriousElections: fc.option(count),
    leaderDeposed: fc.option(fc.boolean()),
    clientDowntimeMs: fc.option(microseconds),
    oldLeader: fc.option(fc.integer({ min: 1, max: 25 })),
    crashMs: microseconds,
    downtimeMs: fc.option(microseconds),
    splitTerms: count,
    clean: fc.boolean(),
  })
  // What begins with an apostrophe and a formula would come back without the apostrophe.
  .filter(({ runId }) => !/^'[=+\-@\t\r]/.test(runId))
  .map(trialWith);

describe('trials.csv', () => {
  it('has one header line with units in the names', () => {
    expect(TRIALS_HEADER).toBe(
      'run_id,trial,seed,nodes,alive,election_timeout_min_ms,election_timeout_max_ms,heartbeat_ms,latency,loss,' +
        'pre_vote,check_quorum,crash_mode,scheduled_crash_ms,crash_ms,detected_ms,elected_ms,recovered_ms,' +
        'downtime_ms,old_leader,new_leader,old_term,new_term,terms_used,split_terms,preempted_terms,refused_terms,' +
        'no_quorum_terms,lost_terms,max_timer_late_ms,clean,outcome,first_term_split,engine,kind,observed_ms,' +
        'spurious_elections,spurious_late_heartbeat,spurious_lost_datagrams,spurious_stall,spurious_paused,' +
        'spurious_asymmetric_link,term_inflation,leader_deposed,client_downtime_ms,acknowledged_commands,' +
        'commit_p50_ms,commit_p99_ms\r\n',
    );
  });

  it('ends each line with CRLF, writes booleans as words and leaves empty what does not apply', () => {
    expect(formatTrials([trialWith(CAPPED)])).toBe(
      '2026-01-02T03-04-05Z-example,0,1,5,4,150,300,75,0,0,false,false,kill,1000,1000.05,1160,,,,1,,1,,,' +
        '0,0,0,0,0,0.05,true,capped,false,processes,leader-crash,,,,,,,,,,,,,\r\n',
    );
  });

  it('rounds times to the microsecond, and nothing else', () => {
    const row = formatTrials([trialWith({ downtimeMs: 200.123456789, loss: 0.00012345 })]);
    expect(row).toContain(',200.123,');
    expect(row).toContain(',0.00012345,');
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])('puts an apostrophe before the formula %j', (runId) => {
    const row = formatTrials([trialWith({ runId })]);
    expect(row.replace(/^"/, '').startsWith(`'${runId}`)).toBe(true);
    expect(parseTrials(TRIALS_HEADER + row)[0]?.runId).toBe(runId);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.array(trials, { maxLength: 5 }), (written) => {
        expect(parseTrials(TRIALS_HEADER + formatTrials(written))).toEqual(written);
      }),
    );
  });

  it('drops a last line that a crash tore, wherever it was torn', () => {
    const kept = trialWith({ trial: 1 });
    const whole = TRIALS_HEADER + formatTrials([kept]);
    const last = formatTrials([trialWith({ trial: 2 })]);
    for (let written = 0; written < last.length; written++) {
      expect(parseTrials(whole + last.slice(0, written))).toEqual([kept]);
    }
    expect(parseTrials(whole + last)).toHaveLength(2);
  });

  it('finds columns by name, whatever their order, and ignores further ones', () => {
    const [header, row] = [TRIALS_HEADER, formatTrials([trialWith()])].map((line) => line.trimEnd());
    const mixed = `note,${header!}\nhello,${row!}\n`;
    expect(parseTrials(mixed)).toEqual([trialWith()]);
  });

  it('reads the CSV of a lab that did not record engine and kind yet: they were leader crashes of real processes', () => {
    const older = (line: string): string => line.replace(/(,[^,]*){15}\r\n$/, '\r\n');
    const row = formatTrials([trialWith({ engine: 'simulation' })]);
    expect(parseTrials(older(TRIALS_HEADER) + older(row))).toEqual([trialWith({ engine: 'processes' })]);
  });

  it('takes a field of blanks for an empty one: what is not known is not 0', () => {
    const rows = [CAPPED, { ...CAPPED, trial: 1 }].map((given) => formatTrials([trialWith(given)]));
    const blank = rows.map((row) => row.replace('1160,,,,1', '1160, , ,\t,1'));
    expect(parseTrials(TRIALS_HEADER + blank.join(''))).toEqual([
      trialWith(CAPPED),
      trialWith({ ...CAPPED, trial: 1 }),
    ]);
  });

  it('passes over an empty line, also where fields are in quotes', () => {
    const quoted = formatTrials([trialWith({ runId: 'one, of two' })]);
    for (const row of [formatTrials([trialWith()]), quoted]) {
      expect(parseTrials(`${TRIALS_HEADER}${row}\r\n${row}\r\n`)).toHaveLength(2);
    }
  });

  it('names the line and column that cannot be read', () => {
    const row = formatTrials([trialWith()]).replace(',recovered,', ',escaped,');
    const read = (): unknown => parseTrials(TRIALS_HEADER + formatTrials([trialWith()]) + row);
    expect(read).toThrow(LabError);
    expect(read).toThrow(/Line 3, column outcome/);
  });

  const fieldsOf = (text: string): string[] => text.trimEnd().split(',');
  const REQUIRED = [
    'trial',
    'heartbeat_ms',
    'loss',
    'clean',
    'scheduled_crash_ms',
    'old_term',
    'split_terms',
  ];
  it.each(REQUIRED)('refuses a row whose %s is blank, wherever it stands', (column) => {
    const row = formatTrials([trialWith()]);
    const at = fieldsOf(TRIALS_HEADER).indexOf(column);
    const blank = `${fieldsOf(row).with(at, ' ').join(',')}\r\n`;
    const where = (line: number): RegExp => new RegExp(`^Line ${line}, column ${column}: `);
    expect(() => parseTrials(TRIALS_HEADER + blank)).toThrow(where(2));
    expect(() => parseTrials(TRIALS_HEADER + row + blank)).toThrow(where(3));
  });

  it('refuses a file that is no CSV', () => {
    expect(() => parseTrials('a,b\r\n1,2,3\r\n')).toThrow(LabError);
    expect(() => parseTrials('a,b\r\n1,2\r\n')).toThrow(/Line 2, column run_id/);
  });
});

describe('terms.csv', () => {
  const split: TermRecord = {
    runId: 'a-run',
    trial: 3,
    term: 9,
    candidates: [2, 4],
    votes: [
      { voter: 2, candidate: 2 },
      { voter: 3, candidate: 2 },
      { voter: 4, candidate: 4 },
    ],
    leader: null,
    outcome: 'split',
    startedMs: 1.5,
    endedMs: null,
  };

  it('has a line for each term, with its candidates and the votes given, and leaves empty what is not known', () => {
    const won: TermRecord = { ...split, term: 10, votes: [], leader: 2, outcome: 'won', endedMs: 2.0004 };
    expect(TERMS_HEADER + formatTerms([split, won])).toBe(
      'run_id,trial,term,candidates,votes,leader,outcome,started_ms,ended_ms\r\n' +
        'a-run,3,9,2 4,2>2 3>2 4>4,,split,1.5,\r\n' +
        'a-run,3,10,2 4,,2,won,1.5,2\r\n',
    );
  });
});
