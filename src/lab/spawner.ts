import type { ToNode } from '../shared/control/toNode';

/** One forked node process, whoever forked it: Electron's utilityProcess or Node's child_process. */
export interface NodeProcess {
  /** 0 until the system has given one (Electron tells it only once the process runs). */
  readonly pid: number;
  /** Never throws: what is sent to a process that has gone is lost, and its exit tells so. */
  send(message: ToNode): void;
  /** What the process says, unparsed: it is `toLabSchema` that makes a message of it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process is gone. */
  onExit(listener: (code: number | null, signal: string | null) => void): void;
  /** Sends a signal by pid. Harmless when the process is gone. */
  kill(signal: NodeJS.Signals): void;
}

/** How a lab forks nodes. A node ends itself when its channel to the lab closes: no orphan outlives a lab. */
export interface Spawner {
  /** `name` is for people who look at a process list ("raft-lab node A"). */
  fork(name: string): NodeProcess;
}
