import { ipcMain, MessageChannelMain, type IpcMainEvent, type MessagePortMain } from 'electron';
import { APP_ORIGIN, ipcChannel } from '../../shared/bridge';
import { serveLab, type Channel, type HostedLab } from '../rpc';

/** Gives each window of ours that asks its own line to the lab. Strangers get no answer. */
export function setupConnections(lab: HostedLab): void {
  const lines = new Map<number, MessagePortMain>();
  ipcMain.on(ipcChannel.connect, (event) => {
    if (!isOurWindow(event)) return;
    const { sender } = event;
    const { port1: ours, port2: theirs } = new MessageChannelMain();
    lines.get(sender.id)?.close();
    lines.set(sender.id, ours);
    ours.once('close', () => {
      if (lines.get(sender.id) === ours) lines.delete(sender.id);
    });
    serveLab(channelOf(ours), lab);
    sender.postMessage(ipcChannel.port, null, [theirs]);
  });
}

/** Whether the page of a window that we made sent this: the main frame, showing our own origin. */
function isOurWindow({ senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === APP_ORIGIN;
}

function channelOf(port: MessagePortMain): Channel {
  return {
    send: (text) => {
      port.postMessage(text);
    },
    onMessage: (listener) => {
      port.on('message', ({ data }) => {
        listener(data);
      });
      port.start();
    },
    onClose: (listener) => {
      port.once('close', listener);
    },
  };
}
