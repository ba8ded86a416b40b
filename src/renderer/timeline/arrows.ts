import type { MessageKind } from '../../shared/control/toLab';
import type { TracedMessage } from '../../shared/trace';
import type { Viewport } from './viewport';

/** How a message is drawn: its weight says how much it matters to an election. */
export type ArrowLook = 'request' | 'granted' | 'refused' | 'append' | 'reply' | 'transfer';

export function lookOf(kind: MessageKind): ArrowLook {
  switch (kind) {
    case 'requestVote':
    case 'preVote':
      return 'request';
    case 'voteGranted':
      return 'granted';
    case 'voteRefused':
      return 'refused';
    case 'heartbeat':
    case 'append':
      return 'append';
    case 'appendOk':
    case 'appendRefused':
      return 'reply';
    case 'timeoutNow':
    case 'transferRequest':
      return 'transfer';
  }
}

const WORDS: Readonly<Record<MessageKind, string>> = {
  preVote: 'asks for a pre-vote',
  requestVote: 'asks for a vote',
  voteGranted: 'gives its vote',
  voteRefused: 'refuses its vote',
  heartbeat: 'heartbeat',
  append: 'entries',
  appendOk: 'accepts',
  appendRefused: 'refuses entries',
  timeoutNow: 'asks it to stand now',
  transferRequest: 'asks for leadership',
};

export function messageWords(message: TracedMessage, letter: (node: number) => string): string {
  const { kind, from, to, term, sentMs, arrivedMs } = message;
  const way = arrivedMs === null ? 'never arrives' : `${(arrivedMs - sentMs).toFixed(2)} ms on its way`;
  return `${letter(from)} → ${letter(to)}: ${WORDS[kind]}, term ${term}; ${way}`;
}

export interface ShownMessages {
  readonly messages: readonly TracedMessage[];
  /** One in so many heartbeats, entries and their replies is drawn; what elections are made of always is. */
  readonly every: number;
}

const MOST = 1500;

/** The messages that touch the time shown, thinned when there are too many. */
export function shownMessages(all: readonly TracedMessage[], view: Viewport): ShownMessages {
  const touching = all.filter(
    ({ sentMs, arrivedMs }) => sentMs <= view.toMs && (arrivedMs ?? sentMs) >= view.fromMs,
  );
  const isRoutine = ({ kind }: TracedMessage): boolean => ['append', 'reply'].includes(lookOf(kind));
  const routine = touching.filter(isRoutine).length;
  const every = Math.max(1, Math.ceil(routine / Math.max(1, MOST - (touching.length - routine))));
  let seen = 0;
  const messages = every === 1 ? touching : touching.filter((m) => !isRoutine(m) || seen++ % every === 0);
  return { messages, every };
}
