import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { ipcChannel, menuActions, PORT_MESSAGE, type Bridge } from '../shared/bridge';

// The port cannot cross the context bridge itself; a message to the page can carry it.
ipcRenderer.on(ipcChannel.port, ({ ports }) => {
  window.postMessage(PORT_MESSAGE, window.location.origin, ports);
});

const bridge: Bridge = {
  connect() {
    ipcRenderer.send(ipcChannel.connect);
  },
  onMenuAction(listener) {
    const onAction = (_event: IpcRendererEvent, name: unknown) => {
      const action = menuActions.find((known) => known === name);
      if (action) listener(action);
    };
    ipcRenderer.on(ipcChannel.menuAction, onAction);
    return () => {
      ipcRenderer.off(ipcChannel.menuAction, onAction);
    };
  },
  onSaved(listener) {
    const onSaved = (_event: IpcRendererEvent, file: unknown) => {
      listener(file);
    };
    ipcRenderer.on(ipcChannel.saved, onSaved);
    return () => {
      ipcRenderer.off(ipcChannel.saved, onSaved);
    };
  },
};
contextBridge.exposeInMainWorld('raftLab', bridge);
