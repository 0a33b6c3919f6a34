using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize;

/// <summary>Opens a payload, or says in one code why it cannot be opened.</summary>
internal static class PayloadReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = EventNormalizer.MaxDepth };

    public static Payload Read(RawEnvelope envelope, RecordContext context)
    {
        var bytes = envelope.Payload;
        if (!Utf8.IsValid(bytes.Span))
            throw new NormalizeException(NormalizeErrorCode.InvalidUtf8, "The payload is not UTF-8.");
        switch (envelope.Shape)
        {
            case WireShape.LogAnalyticsCsv:
                return new Payload(Parse(context.Csv.ToJson(bytes)), bytes);
            case WireShape.PurviewCsv:
                var record = context.Csv.AuditData(bytes);
                return new Payload(Parse(record), record);
            default:
                return new Payload(Parse(bytes), bytes);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException bad)
        {
            throw Depth(bytes.Span) > EventNormalizer.MaxDepth
                ? new NormalizeException(NormalizeErrorCode.TooDeep, $"The payload nests deeper than {EventNormalizer.MaxDepth} levels.", bad)
                : new NormalizeException(NormalizeErrorCode.NotJson, $"The payload is not JSON (line {bad.LineNumber + 1}, byte {bad.BytePositionInLine}).", bad);
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        var kind = document.RootElement.ValueKind;
        document.Dispose();
        throw new NormalizeException(NormalizeErrorCode.NotAnObject, $"The payload is JSON of kind {kind}, not an object.");
    }

    /// <summary>The deepest nesting up to the limit, by brackets outside strings; runs only on bytes that failed to parse.</summary>
    private static int Depth(ReadOnlySpan<byte> json)
    {
        var depth = 0;
        var inString = false;
        for (var i = 0; i < json.Length && depth <= EventNormalizer.MaxDepth; i++)
        {
            switch (json[i])
            {
                case (byte)'\\' when inString:
                    i++;
                    break;
                case (byte)'"':
                    inString = !inString;
                    break;
                case (byte)'{' or (byte)'[' when !inString:
                    depth++;
                    break;
                case (byte)'}' or (byte)']' when !inString:
                    depth--;
                    break;
                default:
                    break;
            }
        }

        return depth;
    }
}
