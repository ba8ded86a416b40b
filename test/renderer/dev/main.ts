import { createLabWindow } from '../../../src/renderer/app';
import { useLabStore } from '../../../src/renderer/live/labStore';
import { FakeLab } from '../fakeLab';
import { scenes } from './scenes';

/**
 * The window on a fake lab. `?scene=` plays one of the scenes first; `&hold` stops the fake's time there, so that a
 * picture can be taken of it.
 */
const query = new URLSearchParams(location.search);
const scene = scenes[query.get('scene') ?? 'running'] ?? {};
const lab = new FakeLab({ settings: scene.settings ?? {}, seed: Number(query.get('seed') ?? 1) });
const app = createLabWindow(lab.connect);
app.mount('#app');

const store = useLabStore();
const STEP_MS = 33;

/** Plays ahead without waiting, as if the window had been open all the time. */
async function play(ms: number): Promise<void> {
  for (let t = 0; t < ms; t += STEP_MS) {
    lab.advance(STEP_MS);
    store.receive(lab.frame(), performance.now());
    if (t % 3300 < STEP_MS) await new Promise((resolve) => setTimeout(resolve));
  }
}

if (scene.play !== undefined) await scene.play(lab, play);
if (query.has('hold')) store.pauseView();
document.body.dataset['ready'] = 'yes';
let last = performance.now();
const live = setInterval(() => {
  const now = performance.now();
  lab.advance(Math.min(100, now - last));
  last = now;
  void lab.tell();
}, STEP_MS);
if (scene.silent === true) clearInterval(live);
