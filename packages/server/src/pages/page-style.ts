/** The one style of all pages. Text on background has a contrast of at least 4.5, also in the dark. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #eef2f6; --card: #ffffff; --line: #d8dfe8; --field: #6b7a8d; --text: #16202c; --soft: #516071;
  --accent: #0b5fa8; --accent-strong: #084a85; --on-accent: #ffffff; --tile: #e3eef9;
  --bad: #a3160c; --bad-ground: #fdecea; --note-ground: #f2f5f9; --good: #12603a; --good-ground: #e6f5ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10161d; --card: #18212b; --line: #2d3a48; --field: #7e8fa3; --text: #e8eef5; --soft: #a5b4c5;
    --accent: #6db5f5; --accent-strong: #93c9fa; --on-accent: #06192b; --tile: #1d3146;
    --bad: #ffb4ab; --bad-ground: #3c1714; --note-ground: #1f2a36; --good: #9be0b8; --good-ground: #143524;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100vh; padding: 1.5rem 1rem 3rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
header, main { width: 100%; max-width: 36rem; margin-inline: auto; }
header { display: flex; align-items: center; gap: .5rem; padding: .5rem .25rem 1.25rem; color: var(--accent); font-weight: 650; letter-spacing: .01em; }
main { padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; box-shadow: 0 1px 2px #0b1d3214, 0 12px 32px #0b1d3214; }
h1 { font-size: 1.375rem; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
h2 { margin-top: 2rem; font-size: 1.0625rem; font-weight: 650; }
p { margin-top: .75rem; overflow-wrap: anywhere; }
p.soft { color: var(--soft); }
ul { margin-top: .5rem; padding-left: 1.25rem; }
li { margin-top: .25rem; }
a { color: var(--accent); }
a:hover { color: var(--accent-strong); }
.file { display: flex; align-items: flex-start; gap: 1rem; }
.file > div { min-width: 0; }
.file h2 { margin-top: 0; }
.file p { margin-top: .125rem; color: var(--soft); }
.title + .file, .words + .file { margin-top: 1.5rem; }
.tile {
  flex: none; display: grid; place-items: center; width: 3.5rem; height: 3.5rem; border-radius: .75rem; background: var(--tile);
  color: var(--accent); font-size: .8125rem; font-weight: 700; letter-spacing: .04em;
}
.button, button {
  display: block; width: 100%; margin-top: 1.5rem; padding: .75rem 1.25rem; border: 0; border-radius: .625rem; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 650; text-align: center; text-decoration: none; cursor: pointer;
}
.button:hover, button:hover { background: var(--accent-strong); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.preview { margin-top: 1.5rem; }
.preview img { display: block; max-width: 100%; max-height: 26rem; margin-inline: auto; border-radius: .625rem; background: var(--note-ground); }
.preview video { display: block; width: 100%; max-height: 26rem; border-radius: .625rem; background: #000; }
.preview audio { display: block; width: 100%; }
pre {
  max-height: 26rem; margin-top: 1rem; padding: .875rem 1rem; overflow: auto; border: 1px solid var(--line); border-radius: .625rem; background: var(--note-ground);
  font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4;
}
dl { display: grid; grid-template-columns: auto 1fr; gap: .5rem 1.5rem; margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
dt { color: var(--soft); }
dd { overflow-wrap: anywhere; }
dd small { display: block; color: var(--soft); font-size: .875rem; }
.note, .error { margin-top: 1.5rem; padding: .75rem 1rem; border-radius: .625rem; background: var(--note-ground); }
.error { background: var(--bad-ground); color: var(--bad); }
form { margin-top: 1.25rem; }
.words { margin-top: 1.25rem; white-space: pre-line; }
.done { margin-top: 1.5rem; padding: .75rem 1rem; border-radius: .625rem; background: var(--good-ground); color: var(--good); }
.trail ol { display: flex; flex-wrap: wrap; gap: .25rem .5rem; margin: 0 0 1.25rem; padding: 0; list-style: none; font-size: .9375rem; }
.trail li { display: flex; gap: .5rem; margin: 0; overflow-wrap: anywhere; color: var(--soft); }
.trail li + li::before { content: "/"; color: var(--soft); }
.list { margin-top: 1.5rem; padding: 0; list-style: none; border-top: 1px solid var(--line); }
.list li { display: flex; align-items: center; gap: .25rem; margin: 0; border-bottom: 1px solid var(--line); }
.list li:last-child { border-bottom: 0; }
.row { display: flex; flex: 1; min-width: 0; align-items: center; gap: .875rem; padding: .625rem .375rem; border-radius: .5rem; color: var(--text); text-decoration: none; }
.row:hover, .get:hover { background: var(--note-ground); color: var(--accent-strong); }
.sign {
  flex: none; display: grid; place-items: center; width: 2.5rem; height: 2.5rem; border-radius: .5rem; background: var(--tile);
  color: var(--accent); font-size: .6875rem; font-weight: 700; letter-spacing: .03em;
}
.name { min-width: 0; overflow-wrap: anywhere; font-weight: 550; }
.name small { display: block; color: var(--soft); font-size: .875rem; font-weight: 400; }
.get { flex: none; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; border-radius: .5rem; }
.pages { display: flex; align-items: center; justify-content: center; gap: 1.25rem; margin-top: 1.25rem; color: var(--soft); }
.button small { opacity: .85; font-weight: 500; }
section { margin-top: 2rem; padding-top: .25rem; border-top: 1px solid var(--line); }
section h2 { margin-top: 1.25rem; }
section form { margin-top: .75rem; }
.field { margin-top: 1rem; }
label .soft { color: var(--soft); font-weight: 400; }
input[type="file"] { padding: 1.5rem 1rem; border-style: dashed; background: var(--note-ground); }
input[type="file"]:hover { border-color: var(--accent); }
input::file-selector-button {
  margin-right: .875rem; padding: .5rem .875rem; border: 0; border-radius: .5rem; background: var(--tile); color: var(--accent); font: inherit;
  font-weight: 600; cursor: pointer;
}
label { display: block; font-weight: 600; }
input {
  width: 100%; margin-top: .375rem; padding: .6875rem .75rem; border: 1px solid var(--field); border-radius: .625rem; background: var(--card);
  color: var(--text); font: inherit;
}
form button { margin-top: 1rem; }
@media (max-width: 30rem) {
  body { padding: .75rem .75rem 2rem; }
  main { padding: 1.25rem; }
  h1 { font-size: 1.1875rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd + dt { margin-top: .75rem; }
}
`;
