/** What tools that do not read Vue files take one for; vue-tsc knows better. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent;
  export default component;
}
