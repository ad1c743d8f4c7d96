using Microsoft.AspNetCore.Http;

namespace Sidecar.Dashboard;

/// <summary>
/// Stands before every page: sends away who came under a name that is not ours or without a token where one is needed,
/// and tells the browser to run and load nothing that the sidecar did not serve itself. No header lets another origin in.
/// </summary>
internal sealed class DashboardGate(DashboardAddress address, DashboardToken token)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private long _refused;

    /// <summary>Requests sent away.</summary>
    public long Refused => Volatile.Read(ref _refused);

    public bool IsLocal => address.IsLocal;

    public Task Pass(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (!address.IsOurs(context.Request.Host.Host))
        {
            return Refuse(context, StatusCodes.Status421MisdirectedRequest, "ask for this page by the machine's address, not by a name");
        }

        if (NeedsToken(context.Request) && !token.IsIn(context.Request.Headers.Authorization))
        {
            headers.WWWAuthenticate = "Bearer";
            return Refuse(context, StatusCodes.Status401Unauthorized, "this needs the dashboard's token");
        }

        return next(context);
    }

    /// <summary>To look from this machine needs none; neither do the page and its scripts, which hold nothing of the network.</summary>
    private bool NeedsToken(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        || (!address.IsLocal && !DashboardAssets.Has(request.Path));

    private Task Refuse(HttpContext context, int code, string why)
    {
        Interlocked.Increment(ref _refused);
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n");
    }
}
