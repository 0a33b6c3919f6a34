using System.Security.Cryptography;

namespace AuditOps.Api.Http;

/// <summary>Takes the caller's <c>X-Correlation-Id</c> when it is 1 to 64 of <c>[A-Za-z0-9._-]</c>, else makes one; answers it on every response.</summary>
internal sealed class CorrelationId(RequestDelegate next)
{
    public const string Header = "X-Correlation-Id";

    public Task InvokeAsync(HttpContext http)
    {
        var given = http.Request.Headers[Header];
        var id = given.Count == 1 && IsValid(given[0]) ? given[0]! : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        http.Items[typeof(CorrelationId)] = id;
        // At the start of the response, because the exception handler clears what was set before.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });
        return next(http);
    }

    public static string Of(HttpContext http) => (string?)http.Items[typeof(CorrelationId)] ?? "";

    private static bool IsValid(string? id) => id is { Length: >= 1 and <= 64 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
