import { LabError } from '../../shared/errors';
import { FIGURE_16_LINES } from '../../shared/figure16';
import { THESIS_WAN_SETTINGS, type ReferenceApi } from '../../shared/reference';
import { reproduceFigure16Line } from './runFigure16';
import { reproduceThesisWanSetting } from './thesisWan';

/** Nobody stops a single line: it takes about a second. */
const { signal } = new AbortController();

/** Single lines of published experiments, for a window that asks for one after another. */
export const REFERENCES: Pick<ReferenceApi, 'reproduceFigure16' | 'reproduceThesisWan'> = {
  async reproduceFigure16({ line, trials, seed }) {
    const wanted = FIGURE_16_LINES[line];
    if (wanted === undefined) throw new LabError('bad-argument', `Figure 16 has no line ${line + 1}.`);
    return reproduceFigure16Line(wanted, { trials, seed, signal });
  },
  async reproduceThesisWan({ setting, trials, seed }) {
    const wanted = THESIS_WAN_SETTINGS[setting];
    const comparison =
      wanted === undefined ? null : await reproduceThesisWanSetting(wanted, { trials, seed, signal });
    if (comparison === null) throw new LabError('bad-argument', `The thesis has no setting ${setting + 1}.`);
    return comparison;
  },
};
