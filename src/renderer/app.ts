import './pageSecurity';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/media.css';
import { createPinia } from 'pinia';
import { createApp, type App as VueApp } from 'vue';
import App from './App.vue';
import type { Connect } from './connection';
import { useLabStore } from './live/labStore';

/** The window, talking to the lab that `connect` reaches. */
export function createLabWindow(connect: Connect): VueApp {
  const pinia = createPinia();
  const app = createApp(App);
  app.use(pinia);
  useLabStore(pinia).connect(connect);
  return app;
}
