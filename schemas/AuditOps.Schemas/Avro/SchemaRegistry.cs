using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using AuditOps.Schemas.Avro.Schema;

namespace AuditOps.Schemas.Avro;

/// <summary>Schemas by fingerprint. Thread-safe; knows every schema of this build and its history from the start and learns others as they are published.</summary>
public sealed class SchemaRegistry : ISchemaSource
{
    // Far more versions than any record will see; a flood of made-up schemas on the topic stops here instead of filling memory.
    private const int MaxSchemas = 10_000;

    private readonly ConcurrentDictionary<ulong, AvroSchema> _schemas = new();

    public SchemaRegistry()
    {
        foreach (var (_, json) in SchemaFiles.All)
            Add(json);
    }

    public int Count => _schemas.Count;

    /// <summary>Adds a schema from its JSON text; adding one that is known changes nothing.</summary>
    /// <returns>Its fingerprint.</returns>
    /// <exception cref="AvroException">The text is not a valid schema, or the table is full.</exception>
    public ulong Add(string json)
    {
        var schema = AvroSchema.Parse(json);
        if (_schemas.Count >= MaxSchemas && !_schemas.ContainsKey(schema.Fingerprint))
            throw new AvroException(AvroErrorCode.CountTooLarge, $"More than {MaxSchemas} schemas are known; another is refused.");
        _schemas.TryAdd(schema.Fingerprint, schema);
        return schema.Fingerprint;
    }

    public bool TryGet(ulong fingerprint, [NotNullWhen(true)] out AvroSchema? schema) => _schemas.TryGetValue(fingerprint, out schema);
}
