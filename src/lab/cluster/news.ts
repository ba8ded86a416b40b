import type { LabEvent } from '../../shared/labEvent';
import type { MessageTrace } from '../../shared/control/toLab';
import type { StampedFact } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import type { Acknowledgement } from '../trial/clients';
import { Listeners } from './listeners';
import type { MachineSamples } from './machineLog';
import type { Told } from './story';

/** What a cluster and its nodes tell, and who listens. Each `on…` returns its unsubscribe. */
export class ClusterNews {
  readonly #events = new Listeners<LabEvent>();
  readonly #facts = new Listeners<StampedFact>();
  readonly #traces = new Listeners<MessageTrace>();
  readonly #samples = new Listeners<MachineSamples>();
  readonly #changes = new Listeners<NodeId>();
  readonly #acknowledged = new Listeners<Acknowledgement>();
  #eventCount = 0;

  onEvent(listener: (event: LabEvent) => void): () => void {
    return this.#events.add(listener);
  }

  /** Facts of one node come in their order; those of different nodes in any. */
  onFact(listener: (fact: StampedFact) => void): () => void {
    return this.#facts.add(listener);
  }

  onTrace(listener: (trace: MessageTrace) => void): () => void {
    return this.#traces.add(listener);
  }

  onSamples(listener: (samples: MachineSamples) => void): () => void {
    return this.#samples.add(listener);
  }

  /** Told after each node's report, and when a process has died: that node's state may have changed. */
  onChange(listener: (node: NodeId) => void): () => void {
    return this.#changes.add(listener);
  }

  /** Told of each client command that was acknowledged. */
  onAcknowledged(listener: (acknowledged: Acknowledgement) => void): () => void {
    return this.#acknowledged.add(listener);
  }

  /** Tells what happened, now or at `atMs`. */
  tell(told: Omit<Told, 'atMs'> & { readonly atMs?: number }): void {
    this.#eventCount += 1;
    this.#events.tell({ sequence: this.#eventCount, ...told, atMs: told.atMs ?? monotonicMs() });
  }

  fact(stamped: StampedFact): void {
    this.#facts.tell(stamped);
  }

  trace(trace: MessageTrace): void {
    this.#traces.tell(trace);
  }

  samples(samples: MachineSamples): void {
    this.#samples.tell(samples);
  }

  changed(node: NodeId): void {
    this.#changes.tell(node);
  }

  acknowledged(acknowledged: Acknowledgement): void {
    this.#acknowledged.tell(acknowledged);
  }
}
