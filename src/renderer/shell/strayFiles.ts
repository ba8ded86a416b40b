/**
 * A file that is dropped where nothing takes it would be opened by the browser in the window's place: it is let fall.
 *
 * @returns how to stop that
 */
export function letStrayFilesFall(): () => void {
  const hold = (event: DragEvent): void => {
    const { dataTransfer } = event;
    if (event.defaultPrevented || !dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    dataTransfer.dropEffect = 'none';
  };
  window.addEventListener('dragover', hold);
  window.addEventListener('drop', hold);
  return () => {
    window.removeEventListener('dragover', hold);
    window.removeEventListener('drop', hold);
  };
}
