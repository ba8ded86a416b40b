import { monotonicMs } from '../../../shared/time';
import { clientColumns } from '../../trial/clients';
import { finishObservation, type FinishedTrial } from '../../trial/record';
import { Evidence } from '../evidence';
import { asTold, type Scene } from '../scene';
import { replaySteadily } from '../../trial/steadyReplay';

/** So long after its end, all that happened in an observation has been told, ms. */
const TOLD_AFTER_MS = 100;

/** Nothing is done but what the timeline says, for `observeMs`. */
export async function observation(scene: Scene): Promise<FinishedTrial> {
  const { experiment, ready, cluster } = scene;
  const { leader, term } = ready;
  const evidence = new Evidence(cluster, experiment);
  try {
    const { scheduledMs } = scene.schedule();
    const happenedMs = await scene.at(scheduledMs, () => {
      scene.requireLeader('observation');
      const atMs = monotonicMs();
      scene.disturbed({ scheduledMs, happenedMs: atMs, oldLeader: leader, oldTerm: term });
      return atMs;
    });
    const untilMs = happenedMs + (experiment.observeMs ?? 0);
    await scene.pass(untilMs + TOLD_AFTER_MS);
    scene.requireCalmBefore('observation');
    const { observation: steady, ledBy } = replaySteadily({
      servers: cluster.servers,
      facts: [...asTold(ready, scene.nodes), ...scene.facts],
      circumstances: scene.circumstances,
      fromMs: happenedMs,
      untilMs,
      causeOf: (candidate, opponent, atMs) =>
        evidence.causeOf(candidate, opponent, atMs, scene.circumstances),
      causeOfGivingUp: (opponent, atMs) => evidence.causeOfGivingUp(opponent, atMs, scene.circumstances),
    });
    const clients = experiment.cluster.clientLoadPerSecond > 0;
    return finishObservation(scene.plan, scene.watch, steady, ledBy, {
      ...(clients && clientColumns(scene.acknowledged, happenedMs, untilMs)),
    });
  } finally {
    evidence.close();
  }
}
