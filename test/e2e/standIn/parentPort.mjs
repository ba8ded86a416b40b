import { EventEmitter } from 'node:events';

// For `node --import` in what stands in for a utility process: Electron's way to its parent, over Node's.
const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (/** @type {import('node:child_process').Serializable} */ message) => {
    if (process.connected) process.send?.(message);
  },
});
process.on('message', (data) => parentPort.emit('message', { data }));
// A utility process ends with the app.
process.on('disconnect', () => process.exit(0));
Object.defineProperty(process, 'parentPort', { value: parentPort });
