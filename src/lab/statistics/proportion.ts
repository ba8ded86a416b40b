export { trialsForHalfWidth, wilson } from '../../shared/proportion';
