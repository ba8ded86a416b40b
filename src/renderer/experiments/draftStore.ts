import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { Engine, Experiment } from '../../shared/experiment';
import type { ExperimentKind } from '../../shared/experimentKinds';
import type { ClusterSettings } from '../../shared/settings';
import { SWEEP_PARAMETERS, type SweepParameterId } from '../../shared/sweep/parameters';
import type { SweepInput } from '../../shared/sweep/sweep';
import { useLabStore } from '../live/labStore';
import { draftOf, readDraft, withAxis, withFrame, type StopDraft, type SweepDraft } from './draft';
import { SWEEP_PRESETS } from './presets';

/** The sweep that is being written. */
export const useDraftStore = defineStore('sweepDraft', () => {
  const lab = useLabStore();
  const first = SWEEP_PRESETS[0];
  if (first === undefined) throw new RangeError('there are no presets');
  const draft = shallowRef<SweepDraft>({ ...draftOf(first.sweep), name: 'My sweep' });
  const reading = computed(() => readDraft(draft.value));
  /** Why it cannot be started as it is written, or null. */
  const unready = computed(
    () =>
      reading.value.problem ??
      (reading.value.sweep === null ? 'Some values cannot be read: see the marked field.' : null),
  );

  function edit(change: Partial<SweepDraft>): void {
    draft.value = { ...draft.value, ...change };
  }

  function write(sweep: SweepInput): void {
    draft.value = draftOf(sweep);
  }

  function editBase(change: Partial<Experiment>): void {
    edit({ base: { ...draft.value.base, ...change } });
  }

  function editCluster(change: Partial<ClusterSettings>): void {
    editBase({ cluster: { ...draft.value.base.cluster, ...change } });
  }

  const setEngine = (engine: Engine): void => {
    draft.value = withFrame(draft.value, { engine });
  };

  const setKind = (kind: ExperimentKind): void => {
    draft.value = withFrame(draft.value, { kind });
  };

  /**
   * Puts a file into the form: a sweep's whole, of an experiment's what all cells share.
   *
   * @returns what was done, in words
   * @throws LabError `bad-file`, a line for each thing wrong
   */
  async function load(text: string, name: string): Promise<string> {
    // Reading YAML takes a library that nothing else here needs.
    const { parseEither } = await import('../../shared/experimentFile');
    const read = parseEither(text, name);
    if (read.type === 'sweep') {
      write(read.sweep);
      return `The form has the sweep of ${name}`;
    }
    const { kind, engine } = read.experiment;
    draft.value = { ...withFrame(draft.value, { kind, engine }), base: read.experiment };
    return `All cells share the experiment of ${name}; what is varied stays`;
  }

  /** The settings that the live cluster runs with now. */
  const live = computed(() => lab.running?.settings ?? null);

  function takeLive(): void {
    if (live.value === null) return;
    editCluster(live.value);
  }

  const addAxis = (): void => {
    draft.value = withAxis(draft.value);
  };

  function removeAxis(key: number): void {
    edit({ axes: draft.value.axes.filter((axis) => axis.key !== key) });
  }

  /** Another parameter starts from its own example. */
  function setParameter(key: number, parameter: SweepParameterId): void {
    edit({
      axes: draft.value.axes.map((axis) =>
        axis.key === key ? { key, parameter, text: SWEEP_PARAMETERS[parameter].example } : axis,
      ),
    });
  }

  function setValues(key: number, text: string): void {
    edit({ axes: draft.value.axes.map((axis) => (axis.key === key ? { ...axis, text } : axis)) });
  }

  function setStop(change: Partial<StopDraft>): void {
    edit({ stop: { ...draft.value.stop, ...change } });
  }

  return {
    draft,
    reading,
    unready,
    live,
    edit,
    write,
    editBase,
    editCluster,
    setEngine,
    setKind,
    load,
    takeLive,
    addAxis,
    removeAxis,
    setParameter,
    setValues,
    setStop,
  };
});
