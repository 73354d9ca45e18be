// The look of a report: the window's colours and sizes, in one block, because a report is one file.
export const style = `
:root{color-scheme:light dark;--bg:#e9ebe8;--surface:#fbfbf9;--sunk:#f5f6f3;--line:#d9dcd7;--line-2:#a9b0ab;--ink:#15191a;--ink-2:#414849;--ink-3:#596163;--accent:#0a6467;--ok:#1b6437;--warn:#7a4a00;--bad:#a92c12;--info:#0b568f;--k-text:#0b5cab}
@media (prefers-color-scheme:dark){:root{--bg:#0e1011;--surface:#141718;--sunk:#101314;--line:#272c2d;--line-2:#4f5859;--ink:#e7eae7;--ink-2:#b7bfbd;--ink-3:#949d9c;--accent:#63c9c4;--ok:#7fcb94;--warn:#e6b055;--bad:#ff8d72;--info:#86bfec;--k-text:#77b7f2}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:13px/19px -apple-system,"Segoe UI Variable Text","Segoe UI","Adwaita Sans",Cantarell,Ubuntu,Roboto,"Noto Sans","Liberation Sans",system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:24px 16px 48px}
header.report,article{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:16px 20px;margin-bottom:16px}
h1,h2,h3{margin:0;font-weight:600}
h1{font-size:16px;line-height:22px}
h2{font-size:16px;line-height:22px}
h3{font-size:12px;line-height:16px;color:var(--ink-2);margin:24px 0 8px;padding-top:12px;border-top:1px solid var(--line)}
p{margin:4px 0}
.note,.dim{color:var(--ink-3)}
.mono,code,pre,td.num{font-family:ui-monospace,Menlo,"Cascadia Mono",Consolas,"Noto Sans Mono","DejaVu Sans Mono","Liberation Mono",monospace;font-size:11.5px;line-height:17px}
table .num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
pre{margin:0;padding:10px 12px;background:var(--sunk);border:1px solid var(--line);border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere;max-height:420px;overflow:auto}
.said{white-space:pre-wrap;overflow-wrap:anywhere;border-left:2px solid var(--line-2);padding:2px 12px;margin:8px 0}
.verdict{display:inline-block;border:1px solid currentColor;border-radius:2px;padding:1px 8px;font-weight:500;font-size:12px;line-height:18px}
.ok{color:var(--ok)}.warn{color:var(--warn)}.bad{color:var(--bad)}.info{color:var(--info)}.plain{color:var(--ink-2)}
.sentence{font-size:16px;line-height:23px;font-weight:500;margin:12px 0 4px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:12px 0 0;align-items:baseline}
dt{color:var(--ink-3)}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th{font-size:11px;line-height:14px;font-weight:400;color:var(--ink-3);text-align:left;background:var(--sunk)}
th,td{padding:4px 8px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
th.num{text-align:right}
td.text{width:60%}
ol,ul{margin:4px 0;padding-left:20px}
.scroll{overflow-x:auto}
svg{display:block;width:100%;height:auto;background:var(--sunk);border:1px solid var(--line);border-radius:4px}
svg text{font-size:10px;fill:var(--ink-3)}
.axis{stroke:var(--line-2)}.lane{fill:var(--ink-3)}.lost{fill:var(--bad)}.served{fill:var(--ok)}.wait{fill:var(--line-2)}.tick{fill:var(--k-text)}
details>summary{cursor:pointer;color:var(--accent);font-size:12px}
summary:focus-visible,pre:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
@media print{body{background:none}pre{max-height:none}}
`
