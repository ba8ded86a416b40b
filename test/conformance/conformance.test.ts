import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextCommitIndex } from '../../src/node/raft/commit';
import {
  conformanceFolders,
  isKind,
  parseCommitRuleCase,
  parseNodeCase,
  parseReconcileCase,
  parseScenarioCase,
  readCaseFiles,
  type Kind,
} from './cases';
import { runNodeCase } from './node';
import { runReconcileCase } from './reconcile';
import { runScenarioCase } from './scenario';

const runners: Record<Kind, (raw: unknown) => void> = {
  node: (raw) => {
    runNodeCase(parseNodeCase(raw));
  },
  'commit-rule': (raw) => {
    const { matchIndex, log, currentTerm, commitIndex, expect: expected } = parseCommitRuleCase(raw);
    const termAt = (index: number): number => log[index - 1] ?? 0;
    expect(nextCommitIndex(matchIndex, termAt, currentTerm, commitIndex)).toBe(expected);
  },
  reconcile: (raw) => {
    runReconcileCase(parseReconcileCase(raw));
  },
  scenario: (raw) => {
    runScenarioCase(parseScenarioCase(raw));
  },
};

for (const file of conformanceFolders().flatMap(readCaseFiles)) {
  describe(`${basename(dirname(file.path))}/${basename(file.path)}`, () => {
    it.each(file.cases)('$title', ({ raw }) => {
      if (!isKind(file.kind)) throw new Error(`no runner for cases of kind "${file.kind}"`);
      runners[file.kind](raw);
    });
  });
}
