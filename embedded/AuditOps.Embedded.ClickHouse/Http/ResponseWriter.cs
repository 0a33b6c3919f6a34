using System.Globalization;
using System.IO.Compression;
using System.Text;
using AuditOps.Embedded.ClickHouse.Engine;
using AuditOps.Embedded.ClickHouse.Native;
using AuditOps.Embedded.ClickHouse.Sql;
using Microsoft.AspNetCore.Http;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>Writes an answer: headers, native bytes in slices, compression, and what to do when a query fails halfway.</summary>
internal sealed class ResponseWriter(HttpContext context, string format, string exceptionTag, bool compressible)
{
    private const int SliceBytes = 64 << 10;

    private readonly byte[] buffer = new byte[SliceBytes];
    private Stream? output;

    public bool Started => output is not null;

    /// <summary>Sends the headers; figures are those known now, as ClickHouse does it.</summary>
    public void Start(QueryProgress progress, bool hasRows)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.Headers["X-ClickHouse-Summary"] = Summary(progress);
        if (hasRows)
        {
            response.ContentType = OutputFormat.MediaType(format);
            response.Headers["X-ClickHouse-Format"] = format;
            response.Headers["X-ClickHouse-Exception-Tag"] = exceptionTag;
        }

        output = response.Body;
        if (!compressible) return;
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        if (Accepts(accepted, "gzip")) Compress("gzip", new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true));
        else if (Accepts(accepted, "deflate")) Compress("deflate", new ZLibStream(response.Body, CompressionLevel.Fastest, leaveOpen: true));
    }

    public async Task WriteAsync(ChdbResult result, long from, CancellationToken cancellation)
    {
        for (var at = from; at < result.Length; at += SliceBytes)
        {
            var length = (int)Math.Min(SliceBytes, result.Length - at);
            result.Slice(at, length).CopyTo(buffer);
            await output!.WriteAsync(buffer.AsMemory(0, length), cancellation);
        }
    }

    public Task FlushAsync(CancellationToken cancellation) => output!.FlushAsync(cancellation);

    public async Task EndAsync()
    {
        if (output is GZipStream or ZLibStream) await output.DisposeAsync();
    }

    /// <summary>
    /// The status is gone, so the text goes into the body, in the frame clients look for since ClickHouse 25.11, and the
    /// connection is cut before the chunked answer's end: whoever reads it cannot take it for complete.
    /// </summary>
    public async Task FailAsync(QueryException failure, CancellationToken cancellation)
    {
        var message = failure.Message + "\n";
        var length = Encoding.UTF8.GetByteCount(message).ToString(CultureInfo.InvariantCulture);
        var frame = $"\r\n__exception__\r\n{exceptionTag}\r\n{message}{length} {exceptionTag}\r\n__exception__\r\n";
        await output!.WriteAsync(Encoding.UTF8.GetBytes(frame), cancellation);
        await EndAsync();
        await context.Response.Body.FlushAsync(cancellation);
        await context.Response.BodyWriter.FlushAsync(cancellation);
    }

    public static string Summary(QueryProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"read_rows":"{{progress.ReadRows}}","read_bytes":"{{progress.ReadBytes}}","written_rows":"{{progress.WrittenRows}}","written_bytes":"{{progress.WrittenBytes}}","total_rows_to_read":"0","result_rows":"{{progress.ResultRows}}","result_bytes":"0","elapsed_ns":"0"}""");

    private static bool Accepts(string header, string encoding)
    {
        foreach (var part in header.Split(','))
        {
            var semicolon = part.IndexOf(';', StringComparison.Ordinal);
            var name = (semicolon < 0 ? part : part[..semicolon]).Trim();
            var refused = semicolon >= 0 && part[semicolon..].Replace(" ", "", StringComparison.Ordinal) is ";q=0" or ";q=0.0";
            if (!refused && name.Equals(encoding, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private void Compress(string encoding, Stream stream)
    {
        context.Response.Headers.ContentEncoding = encoding;
        output = stream;
    }
}
