/*
 * Looks at the report that is open and returns what is wrong with it, as lines of text. Evaluated by
 * check.py; nothing of it is part of a report.
 */
(() => {
    const wrong = [];
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const name = (element) => {
        const own = element.id ? '#' + element.id : element.getAttribute('class') ? '.' + element.getAttribute('class') : '';
        return element.tagName.toLowerCase() + own + ' "' + element.textContent.trim().slice(0, 40) + '"';
    };
    const visible = (element) => element.checkVisibility({ visibilityProperty: true }) &&
        element.getBoundingClientRect().width > 1;

    /* Colours ------------------------------------------------------------------------------------ */

    const parse = (text) => {
        const parts = text.match(/[\d.]+/g).map(Number);
        return { r: parts[0], g: parts[1], b: parts[2], a: parts.length > 3 ? parts[3] : 1 };
    };
    const over = (top, below) => ({
        r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a),
        b: top.b * top.a + below.b * (1 - top.a), a: 1,
    });
    const behind = (element) => {
        const layers = [];
        for (let at = element; at; at = at.parentElement)
            layers.push(parse(getComputedStyle(at).backgroundColor));
        const dark = matchMedia('(prefers-color-scheme: dark)').matches;
        let color = dark ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
        for (const layer of layers.reverse())
            color = over(layer, color);
        return color;
    };
    const luminance = ({ r, g, b }) => {
        const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const contrast = (a, b) => {
        const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
        return (high + 0.05) / (low + 0.05);
    };
    const require_contrast = (element, color, least, what) => {
        const ground = behind(element);
        const found = contrast(over(parse(color), ground), ground);
        if (found < least)
            wrong.push(`${what} has contrast ${found.toFixed(2)}, needs ${least}: ${name(element)}`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const seen = new Set();
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || seen.has(element) || !visible(element) || element.closest('title, desc'))
            continue;
        seen.add(element);
        const style = getComputedStyle(element);
        require_contrast(element, element.closest('svg') ? style.fill : style.color, 4.5, 'text');
        if (parseFloat(style.fontSize) < 11)
            wrong.push(`letters of ${style.fontSize}: ${name(element)}`);
    }
    const figure = document.querySelector('figure');
    for (let i = 0; figure && i < 8; i++)
        require_contrast(figure, getComputedStyle(document.querySelector('.c' + i)).fill, 4.5, `filling ${i}`);
    for (const bar of all('.bar rect, .spark path'))
        require_contrast(bar.closest('td, p, th'), getComputedStyle(bar).fill, 3, 'bar');

    /* Layout ------------------------------------------------------------------------------------- */

    if (document.documentElement.scrollWidth > innerWidth)
        wrong.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`);
    for (const element of all('body *')) {
        const box = element.getBoundingClientRect();
        if (visible(element) && box.right > innerWidth + 1 && !element.closest('.scroll, .unseen'))
            wrong.push(`reaches ${Math.round(box.right)}: ${name(element)}`);
        if (visible(element) && !element.closest('svg, .unseen') && element.scrollWidth > element.clientWidth + 1 &&
            getComputedStyle(element).overflowX === 'hidden')
            wrong.push(`is cut: ${name(element)}`);
    }
    const apart = (elements, slack = 0.5) => {
        const boxes = elements.filter(visible).map((element) => [element, element.getBoundingClientRect()]);
        for (let i = 0; i < boxes.length; i++)
            for (let j = i + 1; j < boxes.length; j++) {
                const [[a, x], [b, y]] = [boxes[i], boxes[j]];
                if (x.left < y.right - slack && y.left < x.right - slack && x.top < y.bottom - slack &&
                    y.top < x.bottom - slack)
                    wrong.push(`overlap: ${name(a)} and ${name(b)}`);
            }
    };
    apart(all('.plot text'), 1);
    apart(all('.counts text'));
    apart([...all('.legend li'), ...all('.chart')]);
    apart(all('.numbers > div'));
    apart(all('nav li'));
    apart(all('body > header > *, body > nav, main > section, body > footer'));
    apart(all('.heat th, .heat td'));
    for (const section of all('section'))
        apart([...section.children].filter((child) => !child.matches('.defs')));
    for (const row of all('.rows tr').slice(0, 400))
        apart([...row.cells]);
    for (const text of all('.plot text').filter(visible)) {
        const box = text.getBoundingClientRect(), card = text.closest('section').getBoundingClientRect();
        if (box.left < card.left + 2 || box.right > card.right - 2)
            wrong.push(`leaves its card: ${name(text)}`);
    }

    /* Structure ---------------------------------------------------------------------------------- */

    for (const [selector, least, most] of [['html[lang]', 1, 1], ['body > header', 1, 1], ['main', 1, 1], ['h1', 1, 1],
        ['body > footer', 1, 1], ['a.skip', 1, 1], ['nav[aria-label]', 0, 1], ['nav:not([aria-label])', 0, 0],
        ['script', 0, 0], ['img, iframe, object, embed, link, form, input', 0, 0]]) {
        const count = all(selector).length;
        if (count < least || count > most)
            wrong.push(`${count} of ${selector}`);
    }
    const ids = all('[id]').map((element) => element.id);
    for (const id of ids.filter((id, at) => ids.indexOf(id) !== at))
        wrong.push(`id ${id} twice`);
    for (const scroll of all('.scroll'))
        if (scroll.tabIndex !== 0 || !scroll.getAttribute('aria-label'))
            wrong.push(`cannot be scrolled by keyboard: ${name(scroll)}`);
    for (const link of all('nav a')) // links within a sentence may be as high as its line
        if (visible(link) && link.getBoundingClientRect().height < 24)
            wrong.push(`a small target: ${name(link)}`);
    return wrong;
})()
