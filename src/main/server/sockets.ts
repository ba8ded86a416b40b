import type { Server } from 'node:http';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { SOCKET_PATH } from '../../shared/bridge';
import { MAX_IMPORT_BYTES } from '../../shared/runs/api';
import type { Channel } from '../rpc';
import { urlOf, type Gate } from './gate';

/** The largest request is a CSV to import. */
const MAX_REQUEST_BYTES = MAX_IMPORT_BYTES + (1 << 20);
/** A window that has not answered one ping by the next is gone. */
const PING_EVERY_MS = 15_000;

/** Takes WebSocket upgrades that the gate admits and hands each on as a channel. Returns what ends them all. */
export function acceptSockets(server: Server, gate: Gate, onChannel: (channel: Channel) => void): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_REQUEST_BYTES });
  server.on('upgrade', (request, socket, head) => {
    if (urlOf(request)?.pathname !== SOCKET_PATH || !gate.admitsSocket(request)) {
      // Whoever is refused may have gone before it hears so.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      watch(webSocket);
      onChannel(channelOf(webSocket));
    });
  });
  return () => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}

function channelOf(socket: WebSocket): Channel {
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    onMessage: (listener) => {
      socket.on('message', (data: RawData, isBinary) => {
        if (!isBinary && Buffer.isBuffer(data)) listener(data.toString());
      });
    },
    onClose: (listener) => {
      socket.once('close', listener);
    },
  };
}

/** Ends a connection whose other end has gone without saying so, or has sent what no window sends. */
function watch(socket: WebSocket): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  timer.unref();
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('error', () => {
    socket.terminate();
  });
  socket.once('close', () => {
    clearInterval(timer);
  });
}
