import type { NodeId } from '../../shared/ids';

/** Where each server of the cluster listens on 127.0.0.1, as the lab has told. */
export class PeerPorts {
  private readonly ports = new Map<NodeId, number>();

  register(ports: readonly (readonly [NodeId, number])[]): void {
    for (const [server, port] of ports) this.ports.set(server, port);
  }

  /** Undefined for a server that is not known. */
  readonly of = (server: NodeId): number | undefined => this.ports.get(server);
}
