import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { IDEAL } from '../../shared/environment';
import type { Engine, Experiment } from '../../shared/experiment';
import type { ClusterSettings } from '../../shared/settings';
import { SWEEP_PARAMETERS, type SweepParameterId } from '../../shared/sweep/parameters';
import type { SweepInput } from '../../shared/sweep/sweep';
import { useLabStore } from '../live/labStore';
import { draftOf, freeParameters, readDraft, withAxis, type StopDraft, type SweepDraft } from './draft';
import { SWEEP_PRESETS } from './presets';

/** The sweep that is being written. */
export const useDraftStore = defineStore('sweepDraft', () => {
  const lab = useLabStore();
  const first = SWEEP_PRESETS[0];
  if (first === undefined) throw new RangeError('there are no presets');
  const draft = shallowRef<SweepDraft>({ ...draftOf(first.sweep), name: 'My sweep' });
  const reading = computed(() => readDraft(draft.value));

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

  /** A simulation has no clients; axes that only it knows go when real nodes are chosen. */
  function setEngine(engine: Engine): void {
    const { base } = draft.value;
    const next = { ...draft.value, base: { ...base, engine } };
    const free = new Set(freeParameters({ ...next, axes: [] }));
    edit({
      base: {
        ...next.base,
        environment:
          engine === 'simulation' ? base.environment : { ...IDEAL, persist: base.environment.persist },
        cluster: engine === 'simulation' ? { ...base.cluster, clientLoadPerSecond: 0 } : base.cluster,
      },
      axes: next.axes.filter(({ parameter }) => free.has(parameter)),
    });
  }

  /** The settings that the live cluster runs with now. */
  const live = computed(() => lab.newest.cluster?.settings ?? null);

  function takeLive(): void {
    if (live.value === null) return;
    const { engine } = draft.value.base;
    editCluster({ ...live.value, ...(engine === 'simulation' ? { clientLoadPerSecond: 0 } : {}) });
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
    live,
    edit,
    write,
    editBase,
    editCluster,
    setEngine,
    takeLive,
    addAxis,
    removeAxis,
    setParameter,
    setValues,
    setStop,
  };
});
