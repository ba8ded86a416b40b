/**
 * Whether a window or a browser can appear here: always on macOS and Windows, elsewhere when a display server is named.
 *
 * @param {NodeJS.Platform} [platform]
 * @param {NodeJS.ProcessEnv} [env]
 */
export function hasDesktop(platform = process.platform, env = process.env) {
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}
