using System.Buffers.Text;
using System.Text;

namespace AuditOps.Warehouse.Client;

/// <summary>Turns ClickHouse's way of saying no into a <see cref="WarehouseException"/>: a status with <c>X-ClickHouse-Exception-Code</c>, or text at the end of a started body.</summary>
internal static class ServerErrors
{
    /// <summary>How much of the server's words is read and kept; longer ones carry stack frames.</summary>
    private const int MaxBody = 16 * 1024;

    private const int MaxMessage = 500;

    public static async Task<WarehouseException> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = "";
        try
        {
            var buffer = new byte[MaxBody];
            using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            body = Encoding.UTF8.GetString(buffer, 0, await stream.ReadAtLeastAsync(buffer, MaxBody, throwOnEndOfStream: false, cancellation));
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            body = "(the text of the error did not arrive)";
        }

        var code = CodeOf(body);
        if (response.Headers.TryGetValues("X-ClickHouse-Exception-Code", out var values) && int.TryParse(values.First(), out var fromHeader)) code = fromHeader;
        var kind = code != 0 ? RetryClassifier.Classify(code) : (int)response.StatusCode switch
        {
            401 or 403 => WarehouseErrorKind.AccessDenied,
            408 or 504 => WarehouseErrorKind.Timeout,
            429 or 502 or 503 => WarehouseErrorKind.Overloaded,
            _ => WarehouseErrorKind.BadAnswer,
        };
        return new WarehouseException(kind, $"ClickHouse answered {(int)response.StatusCode}: {Short(body)}", code);
    }

    /// <summary>The error in a line of a body whose status was already 200, or null when the line is a row.</summary>
    public static WarehouseException? InBody(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("{"u8)) return null;
        var at = line.IndexOf("Code: "u8);
        var marked = line.IndexOf("__exception__"u8) >= 0;
        if (!marked && (at < 0 || line.IndexOf("Exception"u8) < 0)) return null;
        var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, MaxBody)]);
        var code = CodeOf(text);
        return new WarehouseException(code == 0 ? WarehouseErrorKind.BadAnswer : RetryClassifier.Classify(code), "ClickHouse broke off: " + Short(text), code);
    }

    private static int CodeOf(string text)
    {
        var at = text.IndexOf("Code: ", StringComparison.Ordinal);
        if (at < 0) return 0;
        var digits = Encoding.UTF8.GetBytes(text.Substring(at + 6, Math.Min(6, text.Length - at - 6)));
        return Utf8Parser.TryParse(digits, out int code, out _) ? code : 0;
    }

    private static string Short(string text)
    {
        var first = text.AsSpan().Trim();
        var end = first.IndexOfAny('\r', '\n');
        if (end >= 0) first = first[..end];
        return first.Length <= MaxMessage ? first.ToString() : string.Concat(first[..MaxMessage], "…");
    }
}
