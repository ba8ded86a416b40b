import type { NodeSnapshot } from '../../shared/clusterSnapshot';
import type { MessageKind } from '../../shared/control/toLab';
import type { NodeId } from '../../shared/ids';
import { colourOf, faded, type Colours } from '../colours';
import type { DrawnMessage } from '../live/messagesInFlight';
import { nodeState } from './nodeLook';
import { ARC_GAP_PX, type Place, type RingLayout } from './layout';

/** Shapes by which messages are told apart; colour is the sender's. */
export type MessageShape = 'dot' | 'square' | 'ring' | 'cross' | 'diamond' | 'hollowDiamond' | 'triangle';

export function shapeOf(kind: MessageKind): MessageShape {
  switch (kind) {
    case 'heartbeat':
      return 'dot';
    case 'append':
      return 'square';
    case 'appendOk':
      return 'ring';
    case 'appendRefused':
    case 'voteRefused':
      return 'cross';
    case 'requestVote':
    case 'preVote':
      return 'diamond';
    case 'voteGranted':
      return 'hollowDiamond';
    case 'timeoutNow':
    case 'transferRequest':
      return 'triangle';
  }
}

/** How much of a node's election timeout is left, 0 to 1; null when no timeout runs (leaders, dead processes). */
export function timeoutLeft(node: NodeSnapshot, nowMs: number): number | null {
  const { electionFromMs: from, electionDeadlineMs: deadline } = node;
  if (node.process === 'crashed' || node.process === 'starting' || from === null || deadline === null)
    return null;
  if (deadline <= from) return 0;
  return Math.min(1, Math.max(0, (deadline - nowMs) / (deadline - from)));
}

/** Draws what moves: deadlines that drain and messages on their way. Called once a frame, outside of Vue. */
export function drawRing(
  context: CanvasRenderingContext2D,
  layout: RingLayout,
  nodes: readonly NodeSnapshot[],
  leader: NodeId | null,
  messages: readonly DrawnMessage[],
  nowMs: number,
  colours: Colours,
): void {
  const ratio = window.devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  const places = new Map(layout.places.map((place) => [place.id, place]));
  for (const node of nodes) {
    const place = places.get(node.id);
    if (place === undefined) continue;
    const look = nodeState(node, leader);
    const colour = colourOf(colours, node.id);
    if (look === 'crashed' || look === 'starting') continue;
    if (look === 'leader') drawArc(context, place, layout.radius, 1, colour);
    else if (look === 'oldLeader') drawArc(context, place, layout.radius, 1, colour, [2, 4]);
    else {
      drawArc(context, place, layout.radius, 1, colours.inset);
      drawArc(
        context,
        place,
        layout.radius,
        timeoutLeft(node, nowMs) ?? 0,
        look === 'paused' ? colours.faint : colour,
      );
    }
  }
  const size = layout.radius > 28 ? 4.6 : 3.4;
  for (const message of messages) drawMessage(context, places, layout.radius, message, size, colours);
}

function drawArc(
  context: CanvasRenderingContext2D,
  place: Place,
  radius: number,
  left: number,
  colour: string,
  dash: number[] = [],
): void {
  if (left <= 0) return;
  context.beginPath();
  context.arc(place.x, place.y, radius + ARC_GAP_PX, -Math.PI / 2, -Math.PI / 2 + left * 2 * Math.PI);
  context.lineWidth = dash.length > 0 ? 2 : radius > 28 ? 4 : 3;
  context.lineCap = left === 1 ? 'butt' : 'round';
  context.setLineDash(dash);
  context.strokeStyle = colour;
  context.stroke();
  context.setLineDash([]);
}

function drawMessage(
  context: CanvasRenderingContext2D,
  places: ReadonlyMap<NodeId, Place>,
  radius: number,
  message: DrawnMessage,
  size: number,
  colours: Colours,
): void {
  const from = places.get(message.trace.from);
  const to = places.get(message.trace.to);
  if (from === undefined || to === undefined) return;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const edge = (radius + ARC_GAP_PX + 4) / length;
  const part = edge + (1 - 2 * edge) * message.progress;
  // Each direction keeps to its right, so that a message and its reply do not hide each other.
  const aside = 4 / length;
  const x = from.x + (to.x - from.x) * part - (to.y - from.y) * aside;
  const y = from.y + (to.y - from.y) * part + (to.x - from.x) * aside;
  const colour = colourOf(colours, message.trace.from);
  const lost = message.fade > 0;
  context.fillStyle = context.strokeStyle = lost ? faded(colours.bad, 1 - message.fade) : colour;
  context.lineWidth = 1.7;
  path(context, lost ? 'cross' : shapeOf(message.trace.kind), x, y, size);
}

function path(context: CanvasRenderingContext2D, shape: MessageShape, x: number, y: number, r: number): void {
  context.beginPath();
  switch (shape) {
    case 'dot':
      context.arc(x, y, r * 0.82, 0, 2 * Math.PI);
      context.fill();
      break;
    case 'ring':
      context.arc(x, y, r * 0.72, 0, 2 * Math.PI);
      context.stroke();
      break;
    case 'square':
      context.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
      context.fill();
      break;
    case 'cross':
      context.moveTo(x - r * 0.8, y - r * 0.8);
      context.lineTo(x + r * 0.8, y + r * 0.8);
      context.moveTo(x + r * 0.8, y - r * 0.8);
      context.lineTo(x - r * 0.8, y + r * 0.8);
      context.stroke();
      break;
    case 'triangle':
      context.moveTo(x, y - r * 1.2);
      context.lineTo(x + r * 1.15, y + r * 0.9);
      context.lineTo(x - r * 1.15, y + r * 0.9);
      context.closePath();
      context.fill();
      break;
    case 'diamond':
    case 'hollowDiamond':
      context.moveTo(x, y - r * 1.35);
      context.lineTo(x + r * 1.35, y);
      context.lineTo(x, y + r * 1.35);
      context.lineTo(x - r * 1.35, y);
      context.closePath();
      if (shape === 'diamond') context.fill();
      else context.stroke();
      break;
  }
}
