namespace AuditOps.Api.Http;

/// <summary>Headers for answers that browsers might otherwise sniff, frame, cache or run (OWASP ASVS 5.0, chapters 3 and 14).</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        // At the start of the response, because the exception handler clears what was set before.
        http.Response.OnStarting(() => Set(http.Response.Headers));
        return next(http);
    }

    private static Task Set(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
