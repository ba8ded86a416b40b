import colors from 'picocolors';
import type { NodeId } from '../../shared/ids';

type Paint = (text: string) => string;

const NODE_COLOURS: readonly Paint[] = [
  colors.cyan,
  colors.yellow,
  colors.green,
  colors.magenta,
  colors.blue,
  colors.red,
  colors.cyanBright,
  colors.yellowBright,
  colors.greenBright,
  colors.magentaBright,
  colors.blueBright,
  colors.redBright,
];

/** Text in a node's colour; beyond the twelve colours there are, letters alone tell nodes apart. */
export function inNodeColour(node: NodeId, text: string): string {
  const paint = NODE_COLOURS[(node - 1) % NODE_COLOURS.length];
  return paint ? paint(text) : text;
}
