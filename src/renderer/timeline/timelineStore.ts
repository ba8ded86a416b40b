import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { messageOf } from '../../shared/errors';
import { titleOfRun } from '../../shared/experimentKinds';
import type { TrialPoint } from '../../shared/trialRecord';
import type { TrialsOf, TrialTrace } from '../../shared/trace';
import { slowestFirst } from '../charts/downtime';
import { useLabStore } from '../live/labStore';
import type { Measurement } from '../measure/measurement';

/** Trials of one run to look at, one after another. */
export interface TrialChoice {
  readonly of: TrialsOf;
  readonly runName: string;
  /** Their numbers, in the order in which to leaf through them; at least one. */
  readonly trials: readonly number[];
  /** What these trials have in common, for people: "slowest first". */
  readonly about: string;
}

/** The trial whose timeline is open. */
export const useTimelineStore = defineStore('timeline', () => {
  const lab = useLabStore();
  const choice = shallowRef<TrialChoice | null>(null);
  const position = shallowRef(0);
  const trace = shallowRef<TrialTrace | null>(null);
  const problem = shallowRef<string | null>(null);
  const trial = computed(() => choice.value?.trials[position.value] ?? null);

  async function load(): Promise<void> {
    const chosen = choice.value;
    const wanted = trial.value;
    if (chosen === null || wanted === null) return;
    problem.value = null;
    try {
      const loaded = await lab.lab().traceTrial({ ...chosen.of, trial: wanted });
      if (choice.value === chosen && trial.value === wanted) trace.value = loaded;
    } catch (error) {
      if (choice.value !== chosen || trial.value !== wanted) return;
      trace.value = null;
      problem.value = messageOf(error);
    }
  }

  async function open(trials: TrialChoice, at = 0): Promise<void> {
    choice.value = trials;
    position.value = at;
    trace.value = null;
    await load();
  }

  /** The next or the previous trial; stays at either end. */
  async function leaf(step: 1 | -1): Promise<void> {
    const next = position.value + step;
    if (choice.value === null || next < 0 || next >= choice.value.trials.length) return;
    position.value = next;
    await load();
  }

  function close(): void {
    choice.value = null;
    trace.value = null;
    problem.value = null;
  }

  return { choice, position, trial, trace, problem, open, leaf, close };
});

/** What its trials are said to be of. */
export function runNameOf({ experiment: { name, kind } }: Pick<Measurement, 'experiment'>): string {
  return titleOfRun(name, kind);
}

/** All trials of a run, the slowest first. */
export function slowestTrials(run: Measurement, of: TrialsOf = { runId: run.runId }): TrialChoice {
  const trials = slowestFirst(traced(run));
  return { of, runName: runNameOf(run), trials, about: 'slowest first' };
}

/** The trials whose traces can be there: of a run under way, that of the last is still coming in. */
export function traced(run: Pick<Measurement, 'state' | 'trials'>): readonly TrialPoint[] {
  return run.state === 'running' ? run.trials.slice(0, -1) : run.trials;
}
