// Before anything is painted: the theme that this browser chose.
try {
  const theme = localStorage.getItem('bylaw-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {}
