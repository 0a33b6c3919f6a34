using System.Text;
using AuditOps.Engines.Normalize;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Host.Rules;

/// <summary>Records of an NDJSON file with their line numbers; each also normalised as Ingest would, where it can be.</summary>
internal sealed class EventLines(string file)
{
    // Later than any record: an event from the future counts as one of the time of collection.
    private static readonly DateTimeOffset Collected = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly EventNormalizer _normalizer = new(new NormalizeOptions());

    public IEnumerable<(int Line, byte[] Record)> Read()
    {
        if (!File.Exists(file))
            throw new HostException($"There is no file '{file}'.");
        var line = 0;
        foreach (var text in File.ReadLines(file, Encoding.UTF8))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text))
                yield return (line, Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>The normalised event; null for bytes that are no record.</summary>
    public AuditEvent? Normalize(byte[] record)
    {
        try
        {
            return _normalizer.Normalize(Envelope(record));
        }
        catch (NormalizeException)
        {
            // The matcher says of the same bytes that they are no record.
            return null;
        }
    }

    /// <summary>The record as a collector would hand it on.</summary>
    public static RawEnvelope Envelope(byte[] record)
    {
        var seen = ShapeRecognizer.Recognize(record);
        return new RawEnvelope
        {
            Tenant = "test",
            Source = seen.Source,
            Shape = seen.Shape,
            RecordId = seen.RecordId ?? "sha256-128:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(record).AsSpan(0, 16)),
            CollectedAt = Collected,
            Run = "rules",
            Payload = record,
        };
    }
}
