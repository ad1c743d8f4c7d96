using Microsoft.AspNetCore.Builder;

namespace Sidecar.Dashboard;

/// <summary>The page and what it loads, all of it inside the binary.</summary>
internal static class DashboardAssets
{
    private const string Prefix = "dashboard/";

    private static readonly Dictionary<string, (string Resource, string Type)> s_byPath = new(StringComparer.Ordinal)
    {
        ["/"] = ("index.html", "text/html; charset=utf-8"),
        ["/assets/icon.svg"] = ("icon.svg", "image/svg+xml"),
        ["/assets/page.css"] = ("page.css", "text/css; charset=utf-8"),
        ["/assets/page.js"] = ("page.js", "text/javascript; charset=utf-8"),
        ["/assets/text.js"] = ("text.js", "text/javascript; charset=utf-8"),
        ["/assets/charts.js"] = ("charts.js", "text/javascript; charset=utf-8"),
        ["/assets/cloud.js"] = ("cloud.js", "text/javascript; charset=utf-8"),
        ["/assets/view.js"] = ("view.js", "text/javascript; charset=utf-8"),
        ["/assets/exclusions.js"] = ("exclusions.js", "text/javascript; charset=utf-8"),
        ["/assets/uPlot.esm.js"] = ("uPlot.esm.js", "text/javascript; charset=utf-8"),
        ["/assets/uPlot.min.css"] = ("uPlot.min.css", "text/css; charset=utf-8"),
        ["/assets/LICENSE.uPlot"] = ("LICENSE.uPlot", "text/plain; charset=utf-8"),
    };

    public static IReadOnlyCollection<string> Paths => s_byPath.Keys;

    public static bool Has(string? path) => path is not null && s_byPath.ContainsKey(path);

    public static void Map(WebApplication application)
    {
        foreach ((string path, (string resource, string type)) in s_byPath)
        {
            byte[] content = Read(resource);
            application.MapGet(path, context =>
            {
                context.Response.ContentType = type;
                context.Response.ContentLength = content.Length;
                return context.Response.Body.WriteAsync(content).AsTask();
            });
        }
    }

    private static byte[] Read(string resource)
    {
        using Stream stream = typeof(DashboardAssets).Assembly.GetManifestResourceStream(Prefix + resource)
            ?? throw new InvalidOperationException($"{resource} is not in the binary");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
