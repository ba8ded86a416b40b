import { CLUSTER_PARAMETERS } from './clusterParameters';
import { ENVIRONMENT_PARAMETERS } from './environmentParameters';
import type { SweepParameter } from './parameter';
import type { SweepParameterId } from './parameterIds';
import { TRIAL_PARAMETERS } from './trialParameters';

export { SWEEP_PARAMETER_IDS, type SweepParameterId } from './parameterIds';

/** What a sweep can vary, and how people write its values. */
export const SWEEP_PARAMETERS: Readonly<Record<SweepParameterId, SweepParameter>> = {
  ...CLUSTER_PARAMETERS,
  ...TRIAL_PARAMETERS,
  ...ENVIRONMENT_PARAMETERS,
};

/** `electionTimeout` → `election-timeout`: as the terminal has it. */
export function flagOf(id: SweepParameterId): string {
  return id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
