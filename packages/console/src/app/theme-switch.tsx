import { useState } from 'preact/hooks'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]
const STORED = 'bylaw-theme'

/** Light, dark, or as the system has it; kept for this browser. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(
    () => themes.find((each) => each === localStorage.getItem(STORED)) ?? 'system',
  )
  const choose = (chosen: Theme) => {
    setTheme(chosen)
    if (chosen === 'system') {
      localStorage.removeItem(STORED)
      delete document.documentElement.dataset.theme
    } else {
      localStorage.setItem(STORED, chosen)
      document.documentElement.dataset.theme = chosen
    }
  }
  return (
    <label class="tool theme">
      <span class="heard">Theme</span>
      <select value={theme} onChange={(event) => choose(event.currentTarget.value as Theme)}>
        <option value="system">Auto</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  )
}
