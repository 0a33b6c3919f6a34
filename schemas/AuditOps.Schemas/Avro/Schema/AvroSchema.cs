using System.Text;

namespace AuditOps.Schemas.Avro.Schema;

/// <summary>A parsed Avro schema. Immutable; compare two by <see cref="Fingerprint"/>.</summary>
public abstract class AvroSchema
{
    private readonly Lazy<string> _canonical;
    private readonly Lazy<ulong> _fingerprint;

    private protected AvroSchema(AvroType type)
    {
        Type = type;
        _canonical = new Lazy<string>(() => Schema.CanonicalForm.Of(this));
        _fingerprint = new Lazy<ulong>(() => Rabin.Fingerprint(Encoding.UTF8.GetBytes(CanonicalForm)));
    }

    public AvroType Type { get; }

    /// <summary>The schema's logical type as written (timestamp-millis, uuid, ...); it changes nothing about the encoding.</summary>
    public string? LogicalType { get; internal set; }

    /// <summary>Parsing Canonical Form: what two schemas have in common when they read and write the same bytes.</summary>
    public string CanonicalForm => _canonical.Value;

    /// <summary>CRC-64-AVRO of the canonical form.</summary>
    public ulong Fingerprint => _fingerprint.Value;

    /// <summary>Parses the JSON text of a schema.</summary>
    /// <exception cref="AvroException">The text is not a valid schema of the supported subset.</exception>
    public static AvroSchema Parse(string json) => SchemaParser.Parse(json);
}
