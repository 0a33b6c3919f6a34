using AuditOps.Api.Problems;

namespace AuditOps.Api.Http;

/// <summary>Bounds the requests below <c>/api</c> that run at once: beyond it a caller hears so at once, rather than waiting in memory.</summary>
internal sealed class ConcurrencyLimit(RequestDelegate next, ApiOptions options) : IDisposable
{
    private readonly SemaphoreSlim free = new(options.MaxConcurrentRequests);

    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }

        if (!await free.WaitAsync(0, http.RequestAborted))
        {
            http.Response.Headers.RetryAfter = "1";
            await Problem.Of(503, "busy", "Too many requests at once", "Try again shortly.").ExecuteAsync(http);
            return;
        }

        try
        {
            await next(http);
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose() => free.Dispose();
}
