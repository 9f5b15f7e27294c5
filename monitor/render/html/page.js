"use strict";
// Draws the charts and opens the mentions behind a figure. Foreign text only ever becomes text
// nodes; addresses were checked when the page was made and are checked again here.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const colour = (index) => `var(--c${index % 6})`;
  const FEW = 30;

  // --- mentions ---------------------------------------------------------------------------
  const brandTests = {
    sentiment: (mention, brand, wanted) => mention.brands[brand] === wanted,
  };
  const tests = {
    since: (m, day) => m.day >= day,
    until: (m, day) => m.day < day,
    source: (m, name) => m.source === name,
    network: (m, name) => m.network === name,
    site: (m, name) => m.site === name,
    language: (m, name) => m.language === name,
    kind: (m, name) => m.kind === name,
    intent: (m, name) => m.intents.includes(name),
    topic: (m, name) => m.topics.includes(name),
    author: (m, key) => m.author === key,
    thread: (m, id) => m.thread === id,
    story: (m, id) => m.story === id,
    is_own: (m, is) => m.own === is,
    is_copy: (m, is) => m.copy === is,
    ids: (m, ids) => ids.includes(m.id),
  };

  /** The mentions of this page that a filter means; null where only the store can tell. */
  function chosen(filter) {
    if (filter.match) return null;
    return data.mentions.filter((mention) => {
      const named = Object.keys(mention.brands).filter(
        (brand) => !filter.brands || filter.brands.includes(brand),
      );
      if (!named.some((brand) => !filter.sentiment
          || brandTests.sentiment(mention, brand, filter.sentiment))) return false;
      return Object.entries(filter).every(
        ([name, wanted]) => !tests[name] || tests[name](mention, wanted),
      );
    });
  }

  const dialog = document.getElementById("mentions");
  const list = document.getElementById("mentions-list");
  const more = document.getElementById("mentions-more");
  let waiting = [];

  function show(title, filter, command) {
    const found = chosen(filter);
    document.getElementById("mentions-title").textContent = title;
    document.getElementById("mentions-command").textContent = command || "";
    document.querySelector(".command").hidden = !command;
    document.getElementById("mentions-count").textContent = found === null
      ? "Only the store can answer this one."
      : `${found.length.toLocaleString("en")} in this page`;
    list.replaceChildren();
    waiting = found || [];
    addMore();
    dialog.showModal();
  }

  function addMore() {
    list.append(...waiting.splice(0, FEW).map(entry));
    more.hidden = waiting.length === 0;
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function entry(mention) {
    const item = element("li");
    const feelings = Object.entries(mention.brands)
      .map(([brand, label]) => (label ? `${brand}: ${label}` : brand)).join(", ");
    const place = mention.site || mention.network;
    item.append(element("div", "meta", [mention.day, place, mention.who].filter(Boolean).join(" · ")));
    if (mention.title) item.append(element("strong", "", mention.title));
    item.append(element("p", "words", mention.text));
    const foot = element("div", "meta", `${feelings} · `);
    if (/^https?:\/\//i.test(mention.url || "")) {
      const link = element("a", "", "open");
      link.href = mention.url;
      link.rel = "noopener noreferrer nofollow";
      link.target = "_blank";
      foot.append(link, document.createTextNode(` · ${mention.id}`));
    } else {
      foot.append(document.createTextNode(String(mention.id)));
    }
    item.append(foot);
    return item;
  }

  document.getElementById("mentions-close").addEventListener("click", () => dialog.close());
  more.addEventListener("click", addMore);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  for (const button of document.querySelectorAll("button.figure")) {
    button.addEventListener("click", () => show(
      button.getAttribute("aria-label").replace(/: show its mentions$/, ""),
      JSON.parse(button.dataset.filter), button.dataset.command,
    ));
  }

  // --- long tables ------------------------------------------------------------------------
  const LONG = 8;
  for (const body of document.querySelectorAll("tbody")) {
    const rows = [...body.rows];
    const starts = rows.filter((row) => !row.classList.contains("quotes"));
    if (starts.length <= LONG + 2) continue;
    const extra = rows.slice(rows.indexOf(starts[LONG]));
    extra.forEach((row) => { row.hidden = true; });
    const all = element("button", "all", `Show all ${starts.length} rows`);
    all.type = "button";
    all.addEventListener("click", () => {
      extra.forEach((row) => { row.hidden = false; });
      all.remove();
      starts[LONG].tabIndex = -1;
      starts[LONG].focus();
    });
    body.closest(".scroll").after(all);
  }

  // --- charts -----------------------------------------------------------------------------
  const spans = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  function worded(value, unit) {
    if (value === null || value === undefined) return "not known";
    if (unit === "percent") return `${value.toFixed(1)} %`;
    if (unit === "points") return (value > 0 ? "+" : "") + value.toFixed(1);
    if (unit === "seconds") {
      const [size, name] = spans.find(([s]) => value >= s) || [1, "s"];
      return `${Math.round(value / size)} ${name}`;
    }
    return value.toLocaleString("en");
  }

  const base = (width, height) => ({
    width, height, marginLeft: 48, marginBottom: 34, marginTop: 16,
    style: { background: "transparent", color: "inherit", fontSize: "12px", fontFamily: "inherit" },
  });
  const utc = (day) => new Date(`${day}T00:00:00Z`);
  const nextDay = (day) => new Date(utc(day).getTime() + 864e5);
  const GAPS = ["down", "capped", "silent"];

  function trend(chart, width) {
    const points = chart.lines.flatMap((line, index) => line.points.map(
      (point) => ({ ...point, label: line.label, at: utc(point.day), index }),
    ));
    const low = Math.min(0, ...points.map((p) => p.value ?? 0));
    const high = Math.max(1, ...points.map((p) => p.value ?? 0));
    const seen = new Set();
    const gaps = points.filter((p) => p.marks.some((m) => GAPS.includes(m))
      && !seen.has(p.day) && seen.add(p.day));
    const worst = (p) => (p.marks.includes("down") ? .35 : .16);
    const spikes = points.filter((p) => p.marks.includes("spike") && p.value !== null);
    return Plot.plot({
      ...base(width, width < 500 ? 240 : 300),
      x: { type: "utc", label: null, ticks: width < 500 ? 4 : 8 },
      y: { label: null, grid: true, domain: [low, high * 1.08] },
      marks: [
        Plot.rectY(gaps, {
          x1: "at", x2: (p) => nextDay(p.day), y1: low, y2: high * 1.08,
          fill: "var(--gap)", fillOpacity: worst,
          title: (p) => `${p.day}: ${p.marks.filter((m) => GAPS.includes(m)).join(", ")} ${p.about}`,
        }),
        Plot.ruleY([0], { stroke: "var(--line)" }),
        Plot.lineY(points, {
          x: "at", y: "value", z: "label", stroke: (p) => colour(p.index), strokeWidth: 2,
          strokeDasharray: (p) => ["", "6 3", "2 3"][p.index % 3],
        }),
        Plot.dot(spikes, {
          x: "at", y: "value", symbol: "triangle", r: 6, fill: (p) => colour(p.index),
          stroke: "var(--card)",
        }),
        Plot.tip(points, Plot.pointer({
          x: "at", y: "value", fill: "var(--card)", stroke: "var(--line)",
          title: (p) => `${p.day}  ${p.label}: ${worded(p.value, chart.unit)}`
            + (p.marks.length ? `\n${p.marks.join(", ")}` : "") + (p.about ? `\n${p.about}` : ""),
        })),
      ],
    });
  }

  function curve(chart, width) {
    const points = chart.lines.flatMap((line, index) => line.points.map(
      ([x, y]) => ({ x, y, label: line.label, index }),
    ));
    return Plot.plot({
      ...base(width, width < 500 ? 240 : 300), marginRight: 20,
      x: { label: chart.x.title, grid: false, ticks: 6, tickFormat: (v) => worded(v, chart.x.unit) },
      y: { label: chart.y.title, grid: true, tickFormat: (v) => worded(v, chart.y.unit) },
      marks: [
        Plot.ruleY([0], { stroke: "var(--line)" }),
        Plot.line(points, {
          x: "x", y: "y", z: "label", stroke: (p) => colour(p.index), strokeWidth: 2,
          strokeDasharray: (p) => ["", "6 3", "2 3"][p.index % 3],
        }),
        Plot.tip(points, Plot.pointer({
          x: "x", y: "y", fill: "var(--card)", stroke: "var(--line)",
          title: (p) => `${p.label}\n${chart.x.title}: ${worded(p.x, chart.x.unit)}\n`
            + `${chart.y.title}: ${worded(p.y, chart.y.unit)}`,
        })),
      ],
    });
  }

  function bars(chart, width) {
    const names = [...new Set(chart.bars.map((bar) => bar.label))];
    const isStack = chart.parts.length > 1;
    const fill = (bar) => colour(isStack ? bar.part : names.indexOf(bar.label));
    const sum = (name) => chart.bars.filter((b) => b.label === name).reduce((n, b) => n + b.value, 0);
    return Plot.plot({
      ...base(width, 44 + 34 * names.length),
      marginLeft: Math.min(150, 24 + 8 * Math.max(...names.map((name) => name.length))),
      marginRight: 70,
      x: { axis: null, domain: [0, Math.max(1, ...names.map(sum))] },
      y: { label: null, domain: names },
      marks: [
        Plot.barX(chart.bars, {
          x: "value", y: "label", fill, insetTop: 3, insetBottom: 3, insetRight: isStack ? 1 : 0,
        }),
        Plot.text(names, {
          x: sum, y: (name) => name, text: (name) => worded(sum(name), chart.unit),
          textAnchor: "start", dx: 6, fill: "currentColor",
        }),
        Plot.tip(chart.bars, Plot.pointer(Plot.stackX({
          x: "value", y: "label", fill: "var(--card)", stroke: "var(--line)",
          title: (bar) => `${bar.label}: ${worded(bar.value, chart.unit)}`
            + (isStack ? ` ${chart.parts[bar.part]}` : ""),
        }))),
      ],
    });
  }

  function topics(chart, width) {
    const brands = [...new Set(chart.dots.map((dot) => dot.brand))];
    const dots = chart.dots.map((dot) => ({ ...dot, index: brands.indexOf(dot.brand) }));
    const named = [...dots].sort((a, b) => b.size - a.size).slice(0, width < 500 ? 3 : 6);
    return Plot.plot({
      ...base(width, width < 500 ? 320 : 400), marginRight: 30, marginTop: 34,
      x: { label: "net sentiment →", domain: [-105, 105], grid: true, ticks: 5 },
      y: { label: "↑ mentions", type: "sqrt", grid: true, ticks: 5, nice: true },
      r: { range: [4, width < 500 ? 18 : 26] },
      marks: [
        Plot.ruleX([0], { stroke: "var(--line)" }),
        Plot.dot(dots, {
          x: "net", y: "size", r: "size", fill: (d) => colour(d.index), fillOpacity: .45,
          stroke: (d) => colour(d.index),
        }),
        Plot.text(named, {
          x: "net", y: "size", text: (d) => (d.topic.length > 26 ? `${d.topic.slice(0, 25)}…` : d.topic),
          fill: "currentColor", stroke: "var(--card)", strokeWidth: 4, dy: -14,
        }),
        Plot.tip(dots, Plot.pointer({
          x: "net", y: "size", fill: "var(--card)", stroke: "var(--line)",
          title: (d) => `${d.brand}: ${d.topic}\n${worded(d.size, "count")} mentions, net ${worded(d.net, "points")}`,
        })),
      ],
    });
  }

  const draw = { trend, curve, bars, topics };
  const labels = (chart) => {
    if (chart.kind === "topics") return [...new Set(chart.dots.map((dot) => dot.brand))];
    if (chart.kind === "bars") return chart.parts.length > 1 ? chart.parts : [];
    return chart.lines.map((line) => line.label);
  };

  function legend(chart) {
    const made = element("ul", "legend");
    labels(chart).forEach((label, index) => {
      const item = element("li");
      const swatch = element("span", "swatch");
      swatch.style.background = colour(index);
      item.append(swatch, document.createTextNode(label));
      made.append(item);
    });
    const marks = chart.kind === "trend"
      ? new Set(chart.lines.flatMap((line) => line.points.flatMap((p) => p.marks))) : new Set();
    if (GAPS.some((mark) => marks.has(mark))) {
      const item = element("li");
      item.append(element("span", "swatch gap"), document.createTextNode("a source was down, capped or silent"));
      made.append(item);
    }
    if (marks.has("spike")) made.append(element("li", "", "▲ spike"));
    return made;
  }

  /** What the pointer is on, when a chart is clicked: its mentions are shown. */
  function opens(chart, svg) {
    svg.addEventListener("click", () => {
      const on = svg.value;
      if (!on || !on.filter) return;
      show([on.brand, on.topic, on.label, on.day].filter(Boolean).join(", "), on.filter, "");
    });
  }

  function paint(holder) {
    const chart = data.charts.find((one) => one.id === holder.dataset.chart);
    const width = Math.max(280, Math.floor(holder.clientWidth));
    if (!chart || holder.dataset.width === String(width)) return;
    holder.dataset.width = String(width);
    const made = draw[chart.kind](chart, width);
    const svg = made.tagName === "svg" ? made : made.querySelector("svg");
    svg.setAttribute("aria-hidden", "true");
    opens(chart, made);
    holder.replaceChildren(legend(chart), made);
  }

  const holders = [...document.querySelectorAll("[data-chart]")];
  const watcher = new ResizeObserver((entries) => entries.forEach((e) => paint(e.target)));
  holders.forEach((holder) => { paint(holder); watcher.observe(holder); });
})();
