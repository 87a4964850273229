// The style sheet switches the languages; this tells the browser and screen readers which one is shown.
for (const choice of document.querySelectorAll('input[name="language"]')) {
  choice.addEventListener('change', () => { document.documentElement.lang = choice.value; });
}
