import type { LabAction } from './action';
import { faultActions } from './faultActions';
import { measureActions } from './measureActions';
import { viewActions } from './viewActions';

export type ActionId =
  | keyof ReturnType<typeof faultActions>
  | keyof ReturnType<typeof measureActions>
  | keyof ReturnType<typeof viewActions>;

/** The one list that buttons, menus, keys and the palette share. */
export function useActions(): Readonly<Record<ActionId, LabAction>> {
  return { ...faultActions(), ...measureActions(), ...viewActions() };
}
