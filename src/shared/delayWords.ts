import type { Distribution } from './distribution';
import { percentTick } from './format';

/** A delay as a sentence has it: "15 ms", "uniform 30–40 ms", "50 samples of median 14.8 ms". */
export function delayInWords(d: Distribution): string {
  switch (d.kind) {
    case 'fixed':
      return `${d.ms} ms`;
    case 'uniform':
      return `uniform ${d.minMs}–${d.maxMs} ms`;
    case 'normal':
      return `normal ${d.meanMs} ± ${d.sdMs} ms`;
    case 'lognormal':
      return `lognormal of median ${d.medianMs} ms and σ ${d.sigma}`;
    case 'exponential':
      return `exponential of mean ${d.meanMs} ms`;
    case 'empirical': {
      const { length } = d.samplesMs;
      const medianMs = d.samplesMs[Math.ceil(length / 2) - 1] ?? 0;
      return `${length} ${length === 1 ? 'sample' : 'samples'} of median ${Number(medianMs.toPrecision(3))} ms`;
    }
    case 'spikes':
      return `${delayInWords(d.usual)} with ${percentTick(d.share)} ${delayInWords(d.spike)}`;
  }
}
