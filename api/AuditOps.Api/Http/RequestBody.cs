using System.Text.Json;
using System.Text.Json.Serialization;
using AuditOps.Api.Problems;

namespace AuditOps.Api.Http;

/// <summary>Reads JSON bodies strictly: a property that is not known is refused, so that a misspelt one does not act as if it were not there.</summary>
internal static class RequestBody
{
    private static readonly JsonSerializerOptions Strict = new(ApiJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, MaxDepth = 16 };

    /// <returns>The body, or the problem to answer.</returns>
    public static async Task<(T? Body, IResult? Problem)> ReadAsync<T>(HttpContext http)
        where T : class
    {
        if (!http.Request.HasJsonContentType())
            return (null, Problem.Of(415, "unsupported_type", "The content type is not supported", "Send application/json."));
        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Strict, http.RequestAborted);
            return body is null ? (null, Bad("It is null.")) : (body, null);
        }
        catch (JsonException e)
        {
            // The path names a property; the message could repeat what was sent.
            return (null, Bad(e.Path is { Length: > 1 and < 200 } path ? $"The fault is at {path}." : null));
        }
    }

    private static IResult Bad(string? where) =>
        Problem.Of(400, "bad_request", "The request cannot be read", $"The body must be JSON of the documented form, without other properties. {where}".TrimEnd());
}
