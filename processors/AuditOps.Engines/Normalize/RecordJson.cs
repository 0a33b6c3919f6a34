using System.Text;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize;

/// <summary>The JSON object in the raw bytes of an event, as rules read it: rows of CSV exports opened, everything else as it came. For one thread.</summary>
public sealed class RecordJson
{
    private readonly CsvPayload _csv = new();

    /// <summary>Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Of(AuditEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var raw = value.Raw;
        return value.Shape switch
        {
            WireShape.LogAnalyticsCsv => _csv.ToJson(raw),
            WireShape.PurviewCsv => _csv.AuditData(raw),
            _ => raw.Span.StartsWith(Encoding.UTF8.Preamble) ? raw[Encoding.UTF8.Preamble.Length..] : raw,
        };
    }
}
