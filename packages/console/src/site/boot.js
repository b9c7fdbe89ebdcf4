// Before anything is painted: the theme that this browser chose, and whether the address leads away from the text below.
document.documentElement.dataset.script = 'on'
if (/^#\/(?!spec(?:$|[/?#]))/.test(location.hash)) document.documentElement.dataset.elsewhere = 'yes'
try {
  const theme = localStorage.getItem('bylaw-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {}
