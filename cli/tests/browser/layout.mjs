// Checks of the layout, which run in the page.

/** Returns the texts whose contrast with their background is below AA: 4.5, or 3 for large text. */
export function lowContrast() {
  const parse = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const low = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(parse(style.color)), luminance(background(element))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (isLarge ? 3 : 4.5)) low.add(`${element.localName}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return [...low];
}

/** Returns the elements that are wider than the page. */
export function overflowing() {
  const isWide = (element) => element.getBoundingClientRect().right > innerWidth + 1;
  const elements = [...document.body.querySelectorAll("*")].filter(isWide);
  const scrolls = document.documentElement.scrollWidth > innerWidth;
  return scrolls ? elements.map((element) => `${element.localName}.${element.className}`).slice(0, 5).concat("page") : [];
}
