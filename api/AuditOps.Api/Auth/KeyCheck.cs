using AuditOps.Api.Problems;

namespace AuditOps.Api.Auth;

/// <summary>Everything below <c>/api</c> needs a key; what is not there answers 404 only to those who have one.</summary>
internal sealed class KeyCheck(RequestDelegate next, KeyRing keys)
{
    public const string Header = "X-Api-Key";

    private const int MaxLength = 256;

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            var given = http.Request.Headers[Header];
            var caller = given.Count == 1 && given[0] is { Length: > 0 and <= MaxLength } key ? keys.Find(key) : null;
            if (caller is null)
            {
                http.Response.Headers.WWWAuthenticate = "ApiKey header=\"X-Api-Key\"";
                await Problem.Unauthorized(given.Count == 0 ? "Send an API key in the header X-Api-Key." : "The API key is not known.").ExecuteAsync(http);
                return;
            }

            http.Items[typeof(Caller)] = caller;
        }

        await next(http);
    }
}
