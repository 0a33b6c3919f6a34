using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Engines.Normalize;

/// <summary>
/// Opens CSV payloads (header line, line feed, row bytes). A table row becomes a JSON object of its non-empty columns, so that one set of mappers serves both
/// exports. The header of the last record is kept: rows of one file follow each other.
/// </summary>
internal sealed class CsvPayload
{
    private readonly ArrayBufferWriter<byte> _json = new(4096);
    private readonly List<string> _fields = [];
    private byte[] _headerBytes = [];
    private CsvHeader? _header;

    /// <summary>The row as a JSON object.</summary>
    public ReadOnlyMemory<byte> ToJson(ReadOnlyMemory<byte> payload)
    {
        var header = Open(payload.Span);
        _json.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        writer.WriteStartObject();
        var count = Math.Min(header.Columns.Count, _fields.Count);
        for (var i = 0; i < count; i++)
        {
            if (_fields[i].Length > 0)
                writer.WriteString(header.Columns[i], _fields[i]);
        }

        writer.WriteEndObject();
        writer.Flush();
        return _json.WrittenMemory;
    }

    /// <summary>The Management record in the AuditData column.</summary>
    public ReadOnlyMemory<byte> AuditData(ReadOnlyMemory<byte> payload)
    {
        var header = Open(payload.Span);
        var text = header.Value(_fields, "AuditData")
            ?? throw new NormalizeException(NormalizeErrorCode.CsvMalformed, "The row has no AuditData.");
        return Encoding.UTF8.GetBytes(text);
    }

    private CsvHeader Open(ReadOnlySpan<byte> payload)
    {
        var reader = new CsvReader(payload);
        if (_headerBytes.Length > 0 && payload.StartsWith(_headerBytes) && _header is not null)
        {
            reader = new CsvReader(payload[_headerBytes.Length..]);
        }
        else
        {
            if (reader.Read(_fields) != CsvStatus.Row || CsvHeader.Parse(payload[..reader.Position]) is not { } header)
                throw new NormalizeException(NormalizeErrorCode.CsvMalformed, "The header line is not RFC 4180 or has a single column.");
            _header = header;
            _headerBytes = payload[..reader.Position].ToArray();
        }

        if (reader.Read(_fields) != CsvStatus.Row)
            throw new NormalizeException(NormalizeErrorCode.CsvMalformed, "The row is not RFC 4180: a quote is not closed, text follows a closing quote, or there is no row.");
        return _header;
    }
}
