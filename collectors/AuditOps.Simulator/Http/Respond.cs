using System.Globalization;

namespace AuditOps.Simulator.Http;

/// <summary>Sends bodies whose bytes are known, so that a fault can slow or cut them.</summary>
internal static class Respond
{
    private const string Json = "application/json; charset=utf-8";

    public static async Task BytesAsync(HttpContext context, ReadOnlyMemory<byte> body, string contentType = Json)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (context.Items.TryGetValue(BodyFault.Key, out var fault) && fault is BodyFault planned)
        {
            await planned.SendAsync(context, body);
            return;
        }

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public static Task ObjectAsync(HttpContext context, object value, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return BytesAsync(context, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value));
    }

    /// <summary>The Management Activity API's error body.</summary>
    public static Task ManagementErrorAsync(HttpContext context, int status, string code, string message) =>
        ObjectAsync(context, new { error = new { code, message } }, status);

    /// <summary>Microsoft Graph's error body.</summary>
    public static Task GraphErrorAsync(HttpContext context, int status, string code, string message, TimeProvider time)
    {
        var request = context.Response.Headers["request-id"].ToString();
        var client = context.Response.Headers["client-request-id"].ToString();
        var inner = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["date"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
            ["request-id"] = request,
            ["client-request-id"] = client,
        };
        return ObjectAsync(context, new { error = new { code, message, innerError = inner } }, status);
    }
}
