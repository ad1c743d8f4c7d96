namespace Sidecar.Report;

/// <summary>How reports look: one column that fits a phone, a desk and paper, in the reader's own light or dark.</summary>
internal static class PageStyle
{
    public const string Page = """
        :root{color-scheme:light dark;--ink:#1b1f24;--quiet:#5a636e;--paper:#fff;--edge:#d8dde3;--card:#f6f8fa;--bar:#0072b2;--far:#d55e00}
        @media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--quiet:#9aa4af;--paper:#14171b;--edge:#31373f;--card:#1b2026;--bar:#56b4e9;--far:#ff8a3d}svg{--far:#ff8a3d!important;--c0:#4ea3e0!important;--c1:#2cc295!important;--c4:#e0b040!important;--c5:#a89cd0!important;--c7:#9dbb60!important}}
        *{box-sizing:border-box}
        body{font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0 auto;max-width:74rem;padding:1.5rem 1rem 4rem}
        h1{font-size:1.7rem;margin:0}
        h2{font-size:1.35rem;margin:3.5rem 0 .25rem;padding-top:1rem;border-top:1px solid var(--edge)}
        h3{font-size:1.05rem;margin:2rem 0 .25rem}
        p{margin:.4rem 0 .8rem;max-width:46rem}
        small,.quiet,figcaption{color:var(--quiet)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.25rem 0;padding:0;list-style:none}
        .tiles li{background:var(--card);border:1px solid var(--edge);border-radius:.5rem;padding:.6rem .8rem}
        .tiles b{display:block;font-size:1.5rem;line-height:1.3;font-variant-numeric:tabular-nums}
        nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;list-style:none}
        a{color:inherit}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:1rem;margin:.75rem 0}
        figure{margin:0;border:1px solid var(--edge);border-radius:.5rem;padding:.5rem .75rem .75rem;break-inside:avoid}
        figcaption{font-size:.9rem}
        figure svg{display:block;width:100%;height:auto}
        .scroll{overflow-x:auto;margin:.75rem 0}
        table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
        th,td{padding:.25rem .6rem .45rem;text-align:right;border-bottom:1px solid var(--edge);white-space:nowrap;vertical-align:top}
        th{font-weight:600;vertical-align:bottom;white-space:normal;line-height:1.25}
        .text{text-align:left}
        .key{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:clamp(10rem,30vw,21rem);max-width:26rem;line-height:1.35}
        .reason{text-align:left;white-space:normal;min-width:12rem}
        .bar{background:linear-gradient(var(--bar),var(--bar)) no-repeat left 1.75rem/calc(var(--s)*100%) 3px}
        td small{display:block}
        tr.far td:first-child{font-weight:600}
        tr.far td:first-child{border-left:3px solid var(--far)}
        @media (max-width:40rem){table{font-size:.8rem}.key{max-width:14rem}}
        @media print{body{max-width:none;padding:0;font-size:10pt}h2{break-before:page}.scroll{overflow:visible}table{font-size:7.5pt}tr,figure{break-inside:avoid}th,td{white-space:normal}nav{display:none}*{print-color-adjust:exact}}
        """;
}
