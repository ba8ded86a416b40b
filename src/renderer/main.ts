import { createLabWindow } from './app';
import { connectToLab } from './connection';

createLabWindow(connectToLab).mount('#app');
