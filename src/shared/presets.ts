import { NO_DELAY } from './distribution';
import type { Retune } from './settings';
import { SYSTEMS } from './systems';

/** A known setting to start from. Applying one retunes the running cluster; it restarts nothing. */
export interface Preset {
  readonly id: string;
  readonly name: string;
  /** One sentence: where it comes from and what it will show. */
  readonly about: string;
  readonly change: Retune;
}

export const PRESETS: readonly Preset[] = [
  {
    id: 'raft-paper',
    name: 'Raft paper',
    about:
      'The 150–300 ms of the paper with 15 ms added to every link, so that about one crash in twenty splits the vote.',
    change: {
      electionTimeoutMinMs: 150,
      electionTimeoutMaxMs: 300,
      heartbeatMs: 75,
      latency: { kind: 'fixed', ms: 15 },
      loss: 0,
    },
  },
  {
    id: 'narrow',
    name: 'Narrow range',
    about:
      'Only 5 ms between the shortest and the longest timeout, at 0.5 ms delay: the split-vote rate of the paper’s range at 15 ms, without its waiting.',
    change: {
      electionTimeoutMinMs: 150,
      electionTimeoutMaxMs: 155,
      heartbeatMs: 75,
      latency: { kind: 'fixed', ms: 0.5 },
      loss: 0,
    },
  },
  {
    id: 'lan',
    name: 'One data centre',
    about:
      'Around half a millisecond between servers lets timeouts shrink to 50–100 ms: a crash costs under a tenth of a second.',
    change: {
      electionTimeoutMinMs: 50,
      electionTimeoutMaxMs: 100,
      heartbeatMs: 25,
      latency: { kind: 'lognormal', medianMs: 0.5, sigma: 0.3 },
      loss: 0,
    },
  },
  {
    id: 'wan',
    name: 'Across regions',
    about:
      'The wide-area setting of Ongaro’s thesis: 30–40 ms one way and timeouts of 300–600 ms, about nine delays wide.',
    change: {
      electionTimeoutMinMs: 300,
      electionTimeoutMaxMs: 600,
      heartbeatMs: 150,
      latency: { kind: 'uniform', minMs: 30, maxMs: 40 },
      loss: 0,
    },
  },
  {
    id: 'localhost',
    name: 'Localhost as it is',
    about:
      'No added delay. Loopback takes about 0.05 ms, for which theory has a few split votes in a million: what splits more of them is this machine, its disk and its processors.',
    change: {
      electionTimeoutMinMs: 150,
      electionTimeoutMaxMs: 300,
      heartbeatMs: 75,
      latency: NO_DELAY,
      loss: 0,
    },
  },
];

/** What known systems do as installed; the link delays and loss of the running cluster stay. */
export const SYSTEM_PRESETS: readonly Preset[] = Object.values(SYSTEMS).map(
  ({ id, name, about, defaults, defaultKeys }) => ({
    id,
    name,
    about: `As installed: ${defaultKeys}. ${about}`,
    change: defaults,
  }),
);
