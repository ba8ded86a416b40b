import type { Fact, Role } from '../../shared/facts';
import { serverIds, type NodeId } from '../../shared/ids';
import type { TracedDisturbance, TrialTrace } from '../../shared/trace';

/** A time in which a node was one thing. */
export interface Span {
  readonly node: NodeId;
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: Role | 'down' | 'paused';
  readonly term: number;
  readonly cutOff: boolean;
}

/** Something that happened at a node at one moment. */
export interface Mark {
  readonly node: NodeId;
  readonly atMs: number;
  readonly kind: 'timeout' | 'granted' | 'refused' | 'disturbance';
  readonly words: string;
}

interface LaneState {
  readonly process: 'up' | 'down' | 'paused';
  readonly role: Role;
  readonly term: number;
  readonly cutOff: boolean;
}

type LaneEvent =
  | { readonly atMs: number; readonly fact: Fact }
  | { readonly atMs: number; readonly disturbance: TracedDisturbance };

/** Every node's spans, node by node, each lane without a gap from the trace's start to its end. */
export function spansOf(trace: TrialTrace): readonly Span[] {
  return serverIds(trace.nodes).flatMap((node) => laneOf(trace, node));
}

function laneOf(trace: TrialTrace, node: NodeId): Span[] {
  const events: LaneEvent[] = [
    ...trace.facts.filter((stamped) => stamped.node === node),
    ...trace.disturbances
      .filter((disturbance) => disturbance.node === node)
      .map((disturbance) => ({ atMs: disturbance.atMs, disturbance })),
  ].toSorted((a, b) => a.atMs - b.atMs);
  const spans: Span[] = [];
  let state = firstState(trace, node);
  let fromMs = trace.fromMs;
  const close = (toMs: number): void => {
    if (toMs <= fromMs) return;
    const { process, role, term, cutOff } = state;
    spans.push({ node, fromMs, toMs, state: process === 'up' ? role : process, term, cutOff });
    fromMs = toMs;
  };
  for (const event of events) {
    const next = after(state, event);
    if (next === state) continue;
    close(Math.min(event.atMs, trace.toMs));
    state = next;
  }
  close(trace.toMs);
  return spans;
}

function firstState({ startsWith, record }: TrialTrace, node: NodeId): LaneState {
  return {
    process: 'up',
    role: startsWith?.leader === node ? 'leader' : 'follower',
    term: startsWith?.term ?? record.oldTerm,
    cutOff: false,
  };
}

/** The same object when nothing changes that is drawn. */
function after(state: LaneState, event: LaneEvent): LaneState {
  if ('disturbance' in event) {
    switch (event.disturbance.effect) {
      case 'down':
        return { ...state, process: 'down' };
      case 'up':
        return { ...state, process: 'up', role: 'follower' };
      case 'paused':
        return { ...state, process: 'paused' };
      case 'resumed':
        return { ...state, process: 'up' };
      case 'cutOff':
        return { ...state, cutOff: true };
      case 'rejoined':
        return { ...state, cutOff: false };
      case 'other':
        return state;
    }
  }
  const { fact } = event;
  if (fact.type === 'roleChanged') {
    return fact.role === state.role && fact.term === state.term
      ? state
      : { ...state, role: fact.role, term: fact.term };
  }
  if (fact.type === 'termAdvanced' || fact.type === 'leaderRecognised') {
    return fact.term === state.term ? state : { ...state, term: fact.term };
  }
  return state;
}

/** Timeouts, votes and disturbances, in order of time. */
export function marksOf(trace: TrialTrace, letter: (node: NodeId) => string): readonly Mark[] {
  const marks = trace.facts.flatMap(({ node, atMs, fact }): Mark[] => {
    if (fact.type === 'timerFired' && fact.timer === 'election') {
      const late = fact.lateMs >= 0.005 ? `, ${fact.lateMs.toFixed(2)} ms late` : '';
      return [{ node, atMs, kind: 'timeout', words: `${letter(node)}’s election timeout ends${late}` }];
    }
    if (fact.type === 'voteAnswered') {
      const what = fact.preVote ? 'pre-vote' : 'vote';
      const words = fact.granted
        ? `${letter(node)} gives its ${what} to ${letter(fact.candidate)} in term ${fact.term}`
        : `${letter(node)} refuses ${letter(fact.candidate)} its ${what} in term ${fact.term}: ${WHY[fact.reason]}`;
      return [{ node, atMs, kind: fact.granted ? 'granted' : 'refused', words }];
    }
    return [];
  });
  const done = trace.disturbances.flatMap(({ node, atMs, text }): Mark[] =>
    node === null ? [] : [{ node, atMs, kind: 'disturbance', words: text }],
  );
  return [...marks, ...done].sort((a, b) => a.atMs - b.atMs);
}

const WHY: Readonly<Record<Extract<Fact, { type: 'voteAnswered' }>['reason'], string>> = {
  granted: 'it does not',
  staleTerm: 'the term is old',
  alreadyVoted: 'its vote is given',
  logBehind: 'its own log is more up to date',
  leaderAlive: 'it hears a leader',
};

/** One part of a trial between two of its stamps. */
export interface Phase {
  readonly name: 'detection' | 'election' | 'recovery';
  readonly fromMs: number;
  readonly toMs: number;
}

/** Crash to detected, to elected, to recovered: as far as the trial came. */
export function phasesOf({ record }: TrialTrace): readonly Phase[] {
  const { scheduledCrashMs, detectedMs, electedMs, recoveredMs } = record;
  const phases: Phase[] = [];
  if (detectedMs === null) return phases;
  phases.push({ name: 'detection', fromMs: scheduledCrashMs, toMs: detectedMs });
  if (electedMs === null) return phases;
  phases.push({ name: 'election', fromMs: detectedMs, toMs: electedMs });
  if (recoveredMs !== null) phases.push({ name: 'recovery', fromMs: electedMs, toMs: recoveredMs });
  return phases;
}
